package dev.millrace.benchmarks.compare;

import java.util.Locale;

/** Says every few seconds how far long work is. One thread. */
final class Progress {

    private static final long EVERY_NANOS = 5_000_000_000L;

    private final String what;
    private final long all;
    private long told = System.nanoTime();

    Progress(String what, long all) {
        this.what = what;
        this.all = all;
    }

    void at(long done) {
        if ((done & 0xFFF) == 0) {
            tell(done);
        }
    }

    void tell(long done) {
        if (System.nanoTime() - told >= EVERY_NANOS) {
            told = System.nanoTime();
            System.out.printf(Locale.ROOT, "  %s: %,d of %,d%n", what, done, all);
        }
    }
}
