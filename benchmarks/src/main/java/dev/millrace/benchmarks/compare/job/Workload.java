package dev.millrace.benchmarks.compare.job;

import dev.millrace.model.json.ByteSink;
import java.nio.charset.StandardCharsets;

/**
 * The events: how many, of how many keys, over how much event time. Event {@code i} is the same in every run.
 *
 * @param windows how many windows the events fill
 */
public record Workload(long events, int keys, int windows) {

    public static final int PARTITIONS = 8;
    public static final long WINDOW_MILLIS = 10_000;
    /** A window begins here. */
    public static final long START = 1_700_000_000_000L;

    private static final int EVENT_BYTES = 193;
    private static final int FIRST_AUCTION = 1_000;
    private static final byte[] AUCTION = "{\"auction\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BIDDER = ",\"bidder\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PRICE = ",\"price\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHANNEL = ",\"channel\":\"channel-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] URL =
            "\",\"url\":\"https://www.nexmark.com/item.htm?query=1\",\"dateTime\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXTRA = ",\"extra\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz012345";

    public String topic() {
        return "bids-" + keys;
    }

    public int key(long event) {
        return (int) Long.remainderUnsigned(mix(event), keys);
    }

    public long price(long event) {
        return 100 + Long.remainderUnsigned(mix(event ^ 0x5DEECE66DL), 9_900);
    }

    public long time(long event) {
        return START + event * windows * WINDOW_MILLIS / events;
    }

    public int window(long event) {
        return (int) ((time(event) - START) / WINDOW_MILLIS);
    }

    /** The time of the events that close all windows. */
    public long closingTime() {
        return START + windows * WINDOW_MILLIS + 20_000;
    }

    public static long auction(int key) {
        return FIRST_AUCTION + (long) key;
    }

    public static long key(long auction, int keys) {
        long key = auction - FIRST_AUCTION;
        return key >= 0 && key < keys ? key : -1;
    }

    /** Writes one event. */
    public static void write(ByteSink into, int key, long price, long time, long event) {
        long random = mix(event + 0x9E3779B9L);
        into.truncate(0);
        into.put(AUCTION).putNumber(auction(key));
        into.put(BIDDER).putNumber(1_000 + (random & 0xFFFF));
        into.put(PRICE).putNumber(price);
        into.put(CHANNEL).putNumber(random >>> 16 & 0x3FF);
        into.put(URL).putNumber(time);
        into.put(EXTRA);
        long letters = random;
        for (int at = into.length(); at < EVENT_BYTES - 2; at++) {
            if (letters == 0) {
                letters = mix(random + at);
            }
            into.put(LETTERS.charAt((int) (letters & 31)));
            letters >>>= 5;
        }
        into.put('"').put('}');
    }

    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
