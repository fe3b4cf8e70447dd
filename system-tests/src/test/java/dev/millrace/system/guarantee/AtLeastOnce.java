package dev.millrace.system.guarantee;

/** An acknowledged number has a result; results may be told again, but no window counts a number twice. */
public final class AtLeastOnce implements Guarantee {

    @Override
    public void check(Pushed pushed, Told told) {
        Numbers numbers = new Numbers(told);
        numbers.nothingLost(pushed);
        numbers.nothingMadeUp(pushed);
    }
}
