package dev.millrace.model.cursor;

import dev.millrace.model.marker.Varint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A place in one or several streams that outlives connections, gateways and restarts: for each stream the next offset to read in every
 * partition. Immutable. It holds no rights: whoever has one still needs to be allowed to read.
 *
 * <p>Format 1, then base64url without padding: one byte 1, a varint count of streams; for each 8 bytes of its topic id, a varint count of
 * partitions and a varint offset for each.
 *
 * @param positions one for each stream
 */
public record Cursor(List<Position> positions) {

    /**
     * @param topicId the first 8 bytes of the topic's id: a stream deleted and created again is another one
     * @param nextOffsets the offset to read next, for each partition from 0
     */
    public record Position(long topicId, long[] nextOffsets) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Position p && p.topicId == topicId && Arrays.equals(p.nextOffsets, nextOffsets);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(topicId) * 31 + Arrays.hashCode(nextOffsets);
        }

        @Override
        public String toString() {
            return Long.toHexString(topicId) + Arrays.toString(nextOffsets);
        }
    }

    private static final byte FORMAT = 1;
    private static final int MAX_PARTITIONS = 100_000;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    public Cursor {
        positions = List.copyOf(positions);
    }

    /** The cursor of a single stream. */
    public static Cursor of(long topicId, long[] nextOffsets) {
        return new Cursor(List.of(new Position(topicId, nextOffsets)));
    }

    /** The place in that stream, if this cursor knows the stream. */
    public Optional<Position> in(long topicId) {
        return positions.stream().filter(p -> p.topicId == topicId).findFirst();
    }

    public String encode() {
        int size = 16;
        for (Position position : positions) {
            size += 16 + position.nextOffsets.length * 10;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(FORMAT);
        Varint.write(positions.size(), out);
        for (Position position : positions) {
            out.putLong(position.topicId);
            Varint.write(position.nextOffsets.length, out);
            for (long offset : position.nextOffsets) {
                Varint.write(offset, out);
            }
        }
        return ENCODER.encodeToString(Arrays.copyOf(out.array(), out.position()));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException with a sentence when the text is no cursor or one of a newer format
     */
    public static Cursor decode(String text) {
        ByteBuffer in;
        try {
            in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw noCursor(text, e);
        }
        byte format = in.hasRemaining() ? in.get() : FORMAT;
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "the cursor has format " + format + "; this version reads format " + FORMAT);
        }
        try {
            return new Cursor(positions(in));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw noCursor(text, e);
        }
    }

    private static List<Position> positions(ByteBuffer in) {
        List<Position> positions = new ArrayList<>();
        for (long left = count(in); left > 0; left--) {
            long topicId = in.getLong();
            long[] offsets = new long[count(in)];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = Varint.read(in);
                if (offsets[i] < 0) {
                    throw new IllegalArgumentException("negative offset");
                }
            }
            positions.add(new Position(topicId, offsets));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("bytes left over");
        }
        return positions;
    }

    private static IllegalArgumentException noCursor(String text, RuntimeException cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a cursor: take the id of an event as it was sent", cause);
    }

    private static int count(ByteBuffer in) {
        long count = Varint.read(in);
        if (count < 0 || count > MAX_PARTITIONS || count > in.remaining()) {
            throw new IllegalArgumentException("count " + count);
        }
        return (int) count;
    }
}
