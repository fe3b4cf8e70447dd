package dev.millrace.gateway.subscribe;

import dev.millrace.model.event.Op;
import dev.millrace.model.event.RecordHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One event as subscribers get it, its SSE frame rendered once for all of them. Immutable by agreement: nobody writes to its arrays; any
 * thread.
 */
final class StreamEvent {

    private static final byte[] DATA = ascii("data: ");
    private static final byte[] NULL = ascii("null");
    private static final byte[] EVENT = ascii("{\"event\":");
    private static final byte[] HEADERS = ascii(",\"headers\":");
    private static final int OBJECT_BYTES = 160;

    final int partition;
    final long offset;
    final Op op;
    private final byte[] key;
    private final byte[] tail;
    private final int dataFrom;
    private final byte[] manyLines;
    private final byte[] headers;

    private StreamEvent(int partition, long offset, Op op, byte[] key, byte[] value, byte[] headers) {
        this.partition = partition;
        this.offset = offset;
        this.op = op;
        this.key = key;
        this.headers = headers;
        byte[] head = ascii("event: " + name(op) + "\ndata: ");
        this.dataFrom = head.length;
        this.manyLines = hasLineEnd(value) ? value : null;
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + value.length + 2);
        out.writeBytes(head);
        writeLines(value, out);
        out.write('\n');
        out.write('\n');
        this.tail = out.toByteArray();
    }

    /**
     * The event a record holds, or null where it holds none: a watermark marker, or a null value that is no delete.
     *
     * @throws IllegalArgumentException with a sentence when header {@code mr-op} is a word this version does not know
     */
    static StreamEvent of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null && record.headers().lastHeader(RecordHeaders.MARK) != null) {
            return null;
        }
        Header header = record.headers().lastHeader(RecordHeaders.OP);
        Op op = Op.of(header == null ? null : header.value());
        if (record.value() == null && op != Op.DELETE) {
            return null;
        }
        return new StreamEvent(
                record.partition(),
                record.offset(),
                op,
                record.key(),
                record.value() == null ? NULL : record.value(),
                EventRecordHeaders.pack(record.headers()));
    }

    static StreamEvent of(int partition, long offset, Op op, byte[] key, byte[] value) {
        return new StreamEvent(partition, offset, op, key, value, null);
    }

    /** The event with its headers beside it: {@code {"event": ..., "headers": {...}}}. Made anew each time, for the few who want it. */
    StreamEvent withHeaders() {
        byte[] json = EventRecordHeaders.json(headers);
        ByteArrayOutputStream out = new ByteArrayOutputStream(tail.length + json.length + 32);
        out.writeBytes(EVENT);
        out.writeBytes(manyLines == null ? oneLine() : manyLines);
        out.writeBytes(HEADERS);
        out.writeBytes(json);
        out.write('}');
        return new StreamEvent(partition, offset, op, key, out.toByteArray(), headers);
    }

    /** The word subscribers see: {@code event} for an insert, the operation's name for all others. */
    static String name(Op op) {
        return op == Op.INSERT ? "event" : op.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the record's key is exactly these bytes; null wants any. */
    boolean hasKey(byte[] wanted) {
        return wanted == null || Arrays.equals(wanted, key);
    }

    /** The SSE frame without its id line, with the empty line at its end. */
    byte[] sseTail() {
        return tail;
    }

    /** The document on one line: line ends become spaces. */
    byte[] oneLine() {
        if (manyLines == null) {
            return Arrays.copyOfRange(tail, dataFrom, tail.length - 2);
        }
        byte[] line = manyLines.clone();
        for (int i = 0; i < line.length; i++) {
            if (isLineEnd(line[i])) {
                line[i] = ' ';
            }
        }
        return line;
    }

    /** What it takes in memory, about, in bytes. */
    int bytes() {
        return OBJECT_BYTES + tail.length + length(key) + length(manyLines) + length(headers);
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void writeLines(byte[] value, ByteArrayOutputStream out) {
        int from = 0;
        for (int i = 0; i < value.length; i++) {
            if (isLineEnd(value[i])) {
                out.write(value, from, i - from);
                out.write('\n');
                out.writeBytes(DATA);
                if (value[i] == '\r' && i + 1 < value.length && value[i + 1] == '\n') {
                    i++;
                }
                from = i + 1;
            }
        }
        out.write(value, from, value.length - from);
    }

    private static boolean hasLineEnd(byte[] value) {
        for (byte b : value) {
            if (isLineEnd(b)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
