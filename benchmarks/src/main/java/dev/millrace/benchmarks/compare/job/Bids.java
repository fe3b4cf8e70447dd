package dev.millrace.benchmarks.compare.job;

/** The fields of a bid that windows are made of. */
final class Bids {

    static final int KEY = 0;
    static final int PRICE = 1;
    static final int TIME = 2;

    private static final ThreadLocal<NumberFields> FIELDS = ThreadLocal.withInitial(Bids::fields);
    private static final ThreadLocal<NumberFields> FIELDS_BY_BIDDER =
            ThreadLocal.withInitial(() -> new NumberFields("bidder", "price", "dateTime"));

    private Bids() {}

    /** What reads the auction as {@link #KEY}, {@link #PRICE} and {@link #TIME}. */
    static NumberFields fields() {
        return new NumberFields("auction", "price", "dateTime");
    }

    /** The three numbers of a bid; any thread. */
    static long[] read(byte[] bid) {
        return read(FIELDS.get(), bid);
    }

    /** The same with the bidder as {@link #KEY}; any thread. */
    static long[] readByBidder(byte[] bid) {
        return read(FIELDS_BY_BIDDER.get(), bid);
    }

    private static long[] read(NumberFields fields, byte[] bid) {
        long[] numbers = new long[3];
        if (!fields.read(bid, numbers)) {
            throw new IllegalArgumentException("not a bid");
        }
        return numbers;
    }
}
