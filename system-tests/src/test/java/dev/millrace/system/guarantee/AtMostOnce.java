package dev.millrace.system.guarantee;

/** No number has two results; a kill may cost some. */
public final class AtMostOnce implements Guarantee {

    @Override
    public void check(Pushed pushed, Told told) {
        Numbers numbers = new Numbers(told);
        numbers.nothingTwice();
        numbers.nothingMadeUp(pushed);
    }
}
