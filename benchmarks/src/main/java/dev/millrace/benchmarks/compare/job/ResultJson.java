package dev.millrace.benchmarks.compare.job;

import dev.millrace.model.json.ByteSink;
import java.nio.charset.StandardCharsets;

/** A window's result as the contenders other than the platform write it: the platform's form without {@code pane}. */
public final class ResultJson {

    private static final byte[] AUCTION = "{\"auction\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BIDDER = "{\"bidder\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] START = ",\"windowStart\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = ",\"windowEnd\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BIDS = ",\"bids\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TOTAL = ",\"total\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "}".getBytes(StandardCharsets.US_ASCII);

    private ResultJson() {}

    /** An auction's result. */
    static byte[] value(long auction, long windowStart, long bids, long total) {
        return value(AUCTION, auction, windowStart, windowStart + Workload.WINDOW_MILLIS, bids, total);
    }

    /** An auction's result in a window of any length. */
    static byte[] value(long auction, long windowStart, long windowEnd, long bids, long total) {
        return value(AUCTION, auction, windowStart, windowEnd, bids, total);
    }

    /** A bidder's result. */
    static byte[] bidderValue(long bidder, long windowStart, long windowEnd, long bids, long total) {
        return value(BIDDER, bidder, windowStart, windowEnd, bids, total);
    }

    private static byte[] value(byte[] name, long id, long windowStart, long windowEnd, long bids, long total) {
        return new ByteSink(160)
                .put(name)
                .putNumber(id)
                .put(START)
                .putNumber(windowStart)
                .put(END)
                .putNumber(windowEnd)
                .put(BIDS)
                .putNumber(bids)
                .put(TOTAL)
                .putNumber(total)
                .put(CLOSE)
                .toBytes();
    }

    /** The record's key, as the platform writes it. */
    public static byte[] key(long id) {
        return new ByteSink(20).putNumber(id).toBytes();
    }
}
