package dev.millrace.system.guarantee;

/** What Millrace promises of one stream of results, to be asked when all that was pushed has been worked off. Stateless. */
public interface Guarantee {

    /**
     * Looks whether it was kept.
     *
     * @throws AssertionError when it was not, saying what is wrong
     */
    void check(Pushed pushed, Told told);
}
