package dev.millrace.benchmarks.subscribe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Events of {@value #BYTES} bytes that say their number in a fixed place. Stateless. */
final class NumberedEvents {

    static final int BYTES = 200;
    /** Where the number's digits begin; before that stands no digit. */
    static final int DIGITS_FROM = 6;
    /** The byte after the number's last digit. */
    static final int DIGITS_TO = 16;

    private static final String START = "{\"n\":\"%010d\",\"text\":\"";

    private NumberedEvents() {}

    /** @param number at least 0 */
    static byte[] event(int number) {
        byte[] event = new byte[BYTES];
        byte[] start = START.formatted(number).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(event, (byte) 'x');
        System.arraycopy(start, 0, event, 0, start.length);
        event[BYTES - 2] = '"';
        event[BYTES - 1] = '}';
        return event;
    }

    /** What numbers are turned into before they are added up, so that no two wrong numbers make up for each other. */
    static long mixed(long number) {
        long z = (number + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        return z ^ z >>> 27;
    }
}
