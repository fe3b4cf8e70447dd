package dev.millrace.benchmarks.compare.job;

/** The fields of a bid that the job needs. */
final class Bids {

    static final int AUCTION = 0;
    static final int PRICE = 1;
    static final int TIME = 2;

    private static final ThreadLocal<NumberFields> FIELDS = ThreadLocal.withInitial(Bids::fields);

    private Bids() {}

    /** What reads {@link #AUCTION}, {@link #PRICE} and {@link #TIME}. */
    static NumberFields fields() {
        return new NumberFields("auction", "price", "dateTime");
    }

    /** The three numbers of a bid; any thread. */
    static long[] read(byte[] bid) {
        long[] numbers = new long[3];
        if (!FIELDS.get().read(bid, numbers)) {
            throw new IllegalArgumentException("not a bid");
        }
        return numbers;
    }
}
