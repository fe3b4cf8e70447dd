package dev.millrace.system.guarantee;

/** An acknowledged number has one result, any other that was pushed one at most. */
public final class ExactlyOnce implements Guarantee {

    @Override
    public void check(Pushed pushed, Told told) {
        Numbers numbers = new Numbers(told);
        numbers.nothingTwice();
        numbers.nothingLost(pushed);
        numbers.nothingMadeUp(pushed);
    }
}
