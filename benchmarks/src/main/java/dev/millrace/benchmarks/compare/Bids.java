package dev.millrace.benchmarks.compare;

/** The fields of a bid that the job needs. */
final class Bids {

    static final int AUCTION = 0;
    static final int PRICE = 1;
    static final int TIME = 2;

    /** Fills {@link #AUCTION}, {@link #PRICE} and {@link #TIME}. */
    static final FieldScanner SCANNER = new FieldScanner("auction", "price", "dateTime");

    private Bids() {}

    /** The three numbers of a bid. */
    static long[] read(byte[] bid) {
        long[] numbers = new long[3];
        if (!SCANNER.scan(bid, numbers)) {
            throw new IllegalArgumentException("not a bid");
        }
        return numbers;
    }
}
