package dev.millrace.model.marker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far event time has come, in band: the value of header {@code mr-mark} on a record without key and value. Immutable.
 *
 * <p>Format 1: one byte 1, a varint count, then for each task a varint number, a status byte and a signed varint of epoch ms.
 *
 * @param entries one for each upstream task that has something to say; may be empty, which says nothing and is how a new topic is tried
 */
public record WatermarkMarker(List<Entry> entries) {

    /** What a task says of itself. */
    public enum Status {
        /** Events may follow, none before the watermark. */
        ACTIVE,
        /** Nothing follows for now; not to be waited for. */
        IDLE,
        /** This task is gone for good. */
        END
    }

    /**
     * @param task the writing task's partition, from 0
     * @param watermarkMillis no event of this task before this time will follow (exclusive), epoch ms
     */
    public record Entry(int task, Status status, long watermarkMillis) {}

    /** The watermark that lets everything close: whatever follows is late. */
    public static final long END_OF_TIME = Long.MAX_VALUE;

    private static final byte FORMAT = 1;
    private static final int MAX_ENTRIES = 100_000;

    public WatermarkMarker {
        entries = List.copyOf(entries);
    }

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(6 + entries.size() * 16);
        out.put(FORMAT);
        Varint.write(entries.size(), out);
        for (Entry entry : entries) {
            Varint.write(entry.task, out);
            out.put((byte) entry.status.ordinal());
            Varint.writeSigned(entry.watermarkMillis, out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Reads a header's bytes.
     *
     * @throws IllegalArgumentException with a sentence when they are of a newer format or not a marker
     */
    public static WatermarkMarker decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!in.hasRemaining()) {
            throw new IllegalArgumentException("a watermark marker is empty");
        }
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "a watermark marker has format " + format + "; this version reads format " + FORMAT);
        }
        long count = Varint.read(in);
        if (count < 0 || count > MAX_ENTRIES) {
            throw new IllegalArgumentException("a watermark marker claims " + count + " entries");
        }
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            int task = Math.toIntExact(Varint.read(in));
            int status = in.hasRemaining() ? in.get() : -1;
            if (status < 0 || status >= Status.values().length) {
                throw new IllegalArgumentException("a watermark marker has the unknown status " + status);
            }
            entries.add(new Entry(task, Status.values()[status], Varint.readSigned(in)));
        }
        return new WatermarkMarker(entries);
    }
}
