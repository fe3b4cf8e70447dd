package dev.millrace.benchmarks.compare;

/** A window's result as the contenders other than the platform write it: the platform's form without {@code pane}. */
final class ResultJson {

    private static final byte[] AUCTION = Digits.ascii("{\"auction\":");
    private static final byte[] START = Digits.ascii(",\"windowStart\":");
    private static final byte[] END = Digits.ascii(",\"windowEnd\":");
    private static final byte[] BIDS = Digits.ascii(",\"bids\":");
    private static final byte[] TOTAL = Digits.ascii(",\"total\":");
    private static final byte[] CLOSE = Digits.ascii("}");

    private ResultJson() {}

    static byte[] value(long auction, long windowStart, long bids, long total) {
        return new Digits(160)
                .text(AUCTION)
                .number(auction)
                .text(START)
                .number(windowStart)
                .text(END)
                .number(windowStart + Workload.WINDOW_MILLIS)
                .text(BIDS)
                .number(bids)
                .text(TOTAL)
                .number(total)
                .text(CLOSE)
                .copy();
    }

    /** The record's key, as the platform writes it. */
    static byte[] key(long auction) {
        return new Digits(20).number(auction).copy();
    }
}
