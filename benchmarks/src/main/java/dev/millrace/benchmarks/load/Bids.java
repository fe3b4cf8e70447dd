package dev.millrace.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** Bids like those of Nexmark, {@value #BYTES} bytes of JSON each. Stateless. */
public final class Bids {

    /** The length of every bid. */
    public static final int BYTES = 193;

    private Bids() {}

    /** A bid whose time, field {@code at}, is in epoch ms; the same for the same number. */
    public static byte[] epoch(int number) {
        return bid(number, "\"at\":" + (1_700_000_000_000L + number));
    }

    /** A bid whose time, field {@code dateTime}, is an ISO 8601 text; the same for the same number. */
    public static byte[] iso(int number) {
        return bid(
                number, "\"dateTime\":\"2026-01-01T00:00:%02d.%03dZ\"".formatted(number / 1_000 % 60, number % 1_000));
    }

    private static byte[] bid(int number, String time) {
        String start =
                "{\"auction\":" + (1_000 + number * 7919L % 1_000) + ",\"bidder\":" + (5_000 + number * 31L % 977)
                        + ",\"price\":" + (100 + number * 17L % 9_000) + "." + (10 + number % 90)
                        + ",\"channel\":\"Google\",\"url\":\"https://www.nexmark.com/item.htm?query=1\"," + time
                        + ",\"extra\":\"";
        return (start + "x".repeat(BYTES - start.length() - 2) + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
