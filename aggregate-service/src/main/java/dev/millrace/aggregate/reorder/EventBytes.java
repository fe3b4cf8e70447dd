package dev.millrace.aggregate.reorder;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.ByteSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of an event that is held, without its time: op, place in the stream, key, headers, document. Numbers are big-endian, a length of -1 means
 * that there is nothing. Part of the stored format. Of several headers with one name the last is kept, the only one an event shows. Stateless; any
 * thread.
 */
final class EventBytes {

    private static final int NOTHING = -1;

    /** Headers as they were kept. */
    private record KeptHeaders(Map<String, byte[]> values) implements EventHeaders {
        @Override
        public byte[] get(String name) {
            return values.get(name);
        }

        @Override
        public List<String> names() {
            return new ArrayList<>(values.keySet());
        }
    }

    private EventBytes() {}

    static void write(Event event, ByteSink out) {
        Origin origin = event.origin();
        out.put((char) event.op().ordinal());
        putInt(origin.partition(), out);
        putLong(origin.offset(), out);
        putLong(origin.arrivalMillis(), out);
        putBytes(origin.stream().getBytes(StandardCharsets.UTF_8), out);
        putBytes(event.key(), out);
        List<String> names = origin.headers().names();
        putInt(names.size(), out);
        for (String name : names) {
            putBytes(name.getBytes(StandardCharsets.UTF_8), out);
            putBytes(origin.headers().get(name), out);
        }
        out.put(event.value());
    }

    /** The event whose bytes stand at [from, to). */
    static Event read(byte[] bytes, int from, int to, long timeMillis) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        Op op = Op.values()[in.get()];
        int partition = in.getInt();
        long offset = in.getLong();
        long arrival = in.getLong();
        String stream = new String(bytes(in), StandardCharsets.UTF_8);
        byte[] key = bytes(in);
        EventHeaders headers = headers(in);
        byte[] value = new byte[in.remaining()];
        in.get(value);
        return new Event(value, key, timeMillis, op, new Origin(stream, partition, offset, arrival, headers));
    }

    private static EventHeaders headers(ByteBuffer in) {
        int count = in.getInt();
        if (count == 0) {
            return EventHeaders.NONE;
        }
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(new String(bytes(in), StandardCharsets.UTF_8), bytes(in));
        }
        return new KeptHeaders(values);
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length == NOTHING) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void putBytes(byte[] bytes, ByteSink out) {
        putInt(bytes == null ? NOTHING : bytes.length, out);
        if (bytes != null) {
            out.put(bytes);
        }
    }

    private static void putInt(int value, ByteSink out) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.put((char) (value >>> shift & 0xFF));
        }
    }

    private static void putLong(long value, ByteSink out) {
        putInt((int) (value >>> Integer.SIZE), out);
        putInt((int) value, out);
    }
}
