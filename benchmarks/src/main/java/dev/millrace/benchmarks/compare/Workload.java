package dev.millrace.benchmarks.compare;

/**
 * The events: how many, of how many keys, over how much event time. Event {@code i} is the same in every run.
 *
 * @param windows how many windows the events fill
 */
record Workload(long events, int keys, int windows) {

    static final int PARTITIONS = 8;
    static final long WINDOW_MILLIS = 10_000;
    /** A window begins here. */
    static final long START = 1_700_000_000_000L;

    private static final int EVENT_BYTES = 193;
    private static final int FIRST_AUCTION = 1_000;
    private static final byte[] AUCTION = Digits.ascii("{\"auction\":");
    private static final byte[] BIDDER = Digits.ascii(",\"bidder\":");
    private static final byte[] PRICE = Digits.ascii(",\"price\":");
    private static final byte[] CHANNEL = Digits.ascii(",\"channel\":\"channel-");
    private static final byte[] URL =
            Digits.ascii("\",\"url\":\"https://www.nexmark.com/item.htm?query=1\",\"dateTime\":");
    private static final byte[] EXTRA = Digits.ascii(",\"extra\":\"");
    private static final byte[] LETTERS = Digits.ascii("abcdefghijklmnopqrstuvwxyz012345");

    String topic() {
        return "bids-" + keys;
    }

    int key(long event) {
        return (int) Long.remainderUnsigned(mix(event), keys);
    }

    long price(long event) {
        return 100 + Long.remainderUnsigned(mix(event ^ 0x5DEECE66DL), 9_900);
    }

    long time(long event) {
        return START + event * windows * WINDOW_MILLIS / events;
    }

    int window(long event) {
        return (int) ((time(event) - START) / WINDOW_MILLIS);
    }

    /** The time of the events that close all windows. */
    long closingTime() {
        return START + windows * WINDOW_MILLIS + 20_000;
    }

    static long auction(int key) {
        return FIRST_AUCTION + (long) key;
    }

    static long key(long auction, int keys) {
        long key = auction - FIRST_AUCTION;
        return key >= 0 && key < keys ? key : -1;
    }

    /** Writes one event. */
    static void write(Digits into, int key, long price, long time, long event) {
        long random = mix(event + 0x9E3779B9L);
        into.clear();
        into.text(AUCTION).number(auction(key));
        into.text(BIDDER).number(1_000 + (random & 0xFFFF));
        into.text(PRICE).number(price);
        into.text(CHANNEL).number(random >>> 16 & 0x3FF);
        into.text(URL).number(time);
        into.text(EXTRA);
        long letters = random;
        for (int at = into.size(); at < EVENT_BYTES - 2; at++) {
            if (letters == 0) {
                letters = mix(random + at);
            }
            into.letter(LETTERS[(int) (letters & 31)]);
            letters >>>= 5;
        }
        into.letter((byte) '"').letter((byte) '}');
    }

    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
