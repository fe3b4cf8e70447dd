package dev.millrace.ingest;

import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.json.JsonCheck;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import java.util.Arrays;

/**
 * Takes the events out of a message's body and checks each: JSON, size, key, timestamp. No tree is built; an event's bytes are copied once,
 * as they stand. Stateless; any thread.
 */
final class EventReader {

    /** What is done with events, in the order they stand. */
    interface Sink {
        /** A valid event; false ends the reading. */
        boolean event(byte[] value, byte[] key);

        /** An event that cannot be kept. */
        void invalid(int index, String detail);
    }

    private EventReader() {}

    /**
     * Reads a body.
     *
     * @return how many events were looked at, the one at which the sink ended included
     * @throws MalformedJsonException when a body that is not lines is not JSON; the sink was given nothing then
     */
    static int read(PushRequest.Kind kind, byte[] body, StreamRef stream, Sink sink) {
        return switch (kind) {
            case LINES -> lines(body, stream, sink);
            case ARRAY -> array(body, stream, sink);
            case OBJECT -> {
                JsonCheck.object(body, 0, body.length);
                int from = JsonScan.skipSpace(body, 0, body.length);
                checked(body, from, JsonScan.skipValue(body, from, body.length), 0, stream, sink);
                yield 1;
            }
            case WATERMARK -> 0;
        };
    }

    private static int lines(byte[] body, StreamRef stream, Sink sink) {
        int index = 0;
        int from = 0;
        while (from < body.length) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            int to = end > from && body[end - 1] == '\r' ? end - 1 : end;
            if (JsonScan.skipSpace(body, from, to) < to && !line(body, from, to, index++, stream, sink)) {
                return index;
            }
            from = end + 1;
        }
        return index;
    }

    private static boolean line(byte[] body, int from, int to, int index, StreamRef stream, Sink sink) {
        if (to - from <= PushProtocol.EVENT_BYTES) {
            try {
                JsonCheck.object(body, from, to);
            } catch (MalformedJsonException e) {
                sink.invalid(index, place(e, from));
                return true;
            }
        }
        return checked(body, from, to, index, stream, sink);
    }

    private static int array(byte[] body, StreamRef stream, Sink sink) {
        int at = JsonScan.skipSpace(body, 0, body.length);
        // Depth -1: an event in an array may be nested as deep as one that stands alone.
        int end = JsonScan.skipSpace(body, JsonCheck.value(body, at, body.length, -1), body.length);
        if (end < body.length) {
            throw new MalformedJsonException(end, "something stands after the array's end");
        }
        int index = 0;
        at = JsonScan.skipSpace(body, at + 1, body.length);
        while (body[at] != ']') {
            int to = JsonScan.skipValue(body, at, body.length);
            if (body[at] != '{') {
                sink.invalid(index, "an event is a JSON object, this one starts with '" + (char) body[at] + "'");
            } else if (!checked(body, at, to, index, stream, sink)) {
                return index + 1;
            }
            index++;
            at = JsonScan.skipSpace(body, to, body.length);
            if (body[at] == ',') {
                at = JsonScan.skipSpace(body, at + 1, body.length);
            }
        }
        return index;
    }

    private static boolean checked(byte[] body, int from, int to, int index, StreamRef stream, Sink sink) {
        if (to - from > PushProtocol.EVENT_BYTES) {
            sink.invalid(index, tooLong(to - from));
            return true;
        }
        byte[] value = from == 0 && to == body.length ? body : Arrays.copyOfRange(body, from, to);
        byte[] key;
        try {
            key = stream.key() == null ? null : stream.key().read(value);
            if (stream.time() != null) {
                stream.time().readMillis(value);
            }
        } catch (InvalidEventException e) {
            sink.invalid(index, e.getMessage());
            return true;
        } catch (MalformedJsonException e) {
            sink.invalid(index, place(e, 0));
            return true;
        }
        return sink.event(value, key);
    }

    private static String tooLong(int bytes) {
        return "the event has " + bytes + " bytes; an event has at most " + PushProtocol.EVENT_BYTES;
    }

    private static String place(MalformedJsonException e, int from) {
        return "not JSON at byte " + (e.offset() - from) + " of the event: " + e.getMessage();
    }
}
