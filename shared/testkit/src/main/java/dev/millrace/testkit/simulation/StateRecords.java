package dev.millrace.testkit.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Reads a state log's records by their written form, sharing no code with what writes them. Stateless. */
final class StateRecords {

    private static final int BASES = 2;
    private static final int FORMAT_AND_TYPE = 2;

    private StateRecords() {}

    /** The segments that a record holds whole: each one's number of rows, then the rows. */
    static Map<Integer, byte[]> wholeSegments(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        Map<Integer, byte[]> segments = new TreeMap<>();
        if (record[1] != BASES) {
            return segments;
        }
        in.position(FORMAT_AND_TYPE);
        number(in);
        long chunk = number(in);
        long chunks = number(in);
        if (chunk != 0 || chunks != 1) {
            throw new SimulationFailure("simulated states are small: " + chunks + " chunks");
        }
        while (in.hasRemaining()) {
            int segment = in.get() & 0xff;
            int from = in.position();
            for (long rows = number(in); rows > 0; rows--) {
                skipRow(in);
            }
            segments.put(segment, Arrays.copyOfRange(record, from, in.position()));
        }
        return segments;
    }

    private static void skipRow(ByteBuffer in) {
        skip(in, number(in));
        skip(in, number(in) - 1);
        if (in.get() == 1) {
            number(in);
        }
    }

    private static void skip(ByteBuffer in, long bytes) {
        in.position(in.position() + (int) bytes);
    }

    /** Seven bits a byte, the lowest first, all but the last with the highest bit set. */
    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
