package dev.millrace.engine.changelog;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.marker.Varint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the records of a state log have in common: a format byte, a type byte, the commit's number, which chunk of how many, then bytes. What
 * does not fit one record is cut, wherever that falls. Stateless.
 */
final class Message {

    /** The format this version writes; it reads no newer one. */
    static final int FORMAT = 1;

    /** Deltas: rows that were put or deleted. */
    static final int DELTAS = 1;
    /** Bases: whole segments. */
    static final int BASES = 2;
    /** The task record. */
    static final int TASK = 3;

    /** The largest body of one record, exclusive of its head. */
    static final int MAX_CHUNK = 512 << 10;

    private Message() {}

    /** The records of one message, in the order they are to be written. */
    static List<byte[]> records(int type, long commit, byte[] body) {
        int chunks = Math.max(1, (body.length + MAX_CHUNK - 1) / MAX_CHUNK);
        List<byte[]> records = new ArrayList<>(chunks);
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * MAX_CHUNK;
            int to = Math.min(body.length, from + MAX_CHUNK);
            ByteBuffer head = ByteBuffer.allocate(32);
            head.put((byte) FORMAT).put((byte) type);
            Varint.write(commit, head);
            Varint.write(chunk, head);
            Varint.write(chunks, head);
            ByteSink record = new ByteSink(head.position() + to - from);
            record.put(head.array(), 0, head.position()).put(body, from, to);
            records.add(record.toBytes());
        }
        return records;
    }

    /**
     * The head of a record; the buffer stands at the body afterwards.
     *
     * @throws StateFormatException when the format is newer
     */
    static Head head(ByteBuffer record) {
        int format = record.get();
        if (format > FORMAT) {
            throw new StateFormatException("the state log has format " + format + "; this version reads up to format "
                    + FORMAT + ": start a newer Millrace");
        }
        return new Head(record.get(), Varint.read(record), (int) Varint.read(record), (int) Varint.read(record));
    }

    record Head(int type, long commit, int chunk, int chunks) {}
}
