package dev.millrace.benchmarks.compare.job;

import dev.millrace.model.json.ByteSink;
import java.nio.charset.StandardCharsets;

/**
 * The events: how many, of how many keys, over how much event time. Event {@code i} is the same in every run and every job.
 *
 * @param keys how many auctions, and how many bidders
 * @param windows how many windows the events fill
 * @param latenessMillis how far event time may go back where partitions meet
 */
public record Workload(JobKind kind, long events, int keys, int windows, long latenessMillis) {

    public static final int PARTITIONS = 8;
    public static final long WINDOW_MILLIS = 10_000;
    /** A window begins here. */
    public static final long START = 1_700_000_000_000L;

    private static final int EVENT_BYTES = 193;
    private static final int FIRST_ID = 1_000;
    private static final long TAIL_MILLIS = 2 * WINDOW_MILLIS;
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

    /**
     * How many events are written. Where partitions meet, more follow those that count, as dense as they and beyond the lateness: an event that
     * jumped ahead to close the windows would close them before the events of slower partitions have come.
     */
    public long written() {
        return kind == JobKind.REPARTITION
                ? events + events * (latenessMillis + TAIL_MILLIS) / (windows * WINDOW_MILLIS)
                : events;
    }

    /** The auction, as a number from 0 on. */
    public int key(long event) {
        return (int) Long.remainderUnsigned(mix(event), keys);
    }

    /** The bidder, as a number from 0 on. */
    public int bidder(long event) {
        return (int) Long.remainderUnsigned(mix(event ^ 0x2545F4914F6CDD1DL), keys);
    }

    /** The pause that ends a session, so long that some ten events come before one. */
    public long gapMillis() {
        return Math.max(1, 23 * windows * WINDOW_MILLIS * keys / (10 * events));
    }

    /** What the event is grouped by, as a number from 0 on. */
    public int group(long event) {
        return kind == JobKind.REPARTITION ? bidder(event) : key(event);
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
        return START + windows * WINDOW_MILLIS + 20_000 + (kind == JobKind.SESSION ? gapMillis() : 0);
    }

    /** The channel's number. */
    public static long channel(long event) {
        return random(event) >>> 16 & 0x3FF;
    }

    /** How an auction's or a bidder's number is written. */
    public static long id(int number) {
        return FIRST_ID + (long) number;
    }

    /** The opposite of {@link #id}; -1 for what is none of so many. */
    public static long number(long id, int keys) {
        long number = id - FIRST_ID;
        return number >= 0 && number < keys ? number : -1;
    }

    /** Writes one event. */
    public void write(ByteSink into, long event) {
        write(into, key(event), price(event), time(event), event);
    }

    /** Writes an event with key, price and time of its own, and all else as the event of that number has it. */
    public void write(ByteSink into, int key, long price, long time, long event) {
        long random = random(event);
        into.truncate(0);
        into.put(AUCTION).putNumber(id(key));
        into.put(BIDDER).putNumber(id(bidder(event)));
        into.put(PRICE).putNumber(price);
        into.put(CHANNEL).putNumber(channel(event));
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

    private static long random(long event) {
        return mix(event + 0x9E3779B9L);
    }

    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
