package dev.millrace.benchmarks.compare.check;

/** Counts mistakes and keeps the first of them in words. One thread. */
final class Mistakes {

    private static final int MOST = 10;

    private final StringBuilder words = new StringBuilder();
    private long count;

    void add(String what) {
        if (count++ < MOST) {
            words.append("\n    ").append(what);
        }
    }

    /** All of them and so many missing results; null for none. */
    String with(long missing) {
        if (missing == 0) {
            return count == 0 ? null : count + " mistakes:" + words;
        }
        return count + 1 + " mistakes:" + words + "\n    " + missing + " results are missing";
    }
}
