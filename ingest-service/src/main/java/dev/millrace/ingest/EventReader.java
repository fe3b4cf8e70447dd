package dev.millrace.ingest;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.FieldProbe;
import dev.millrace.model.json.JsonCheck;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the events out of one message's body and checks each: JSON, size, key, timestamp, in one pass over its bytes. No tree is built; an
 * event's bytes are copied once, as they stand. One message, one thread.
 */
final class EventReader {

    /** What is done with events, in the order they stand. */
    interface Sink {
        /** A valid event; false ends the reading. */
        boolean event(byte[] value, byte[] key);

        /** An event that cannot be kept. */
        void invalid(int index, String detail);
    }

    private final EventKey key;
    private final EventTime time;
    private final int timeIndex;
    private final FieldProbe probe;
    private final Sink sink;

    private EventReader(StreamRef stream, Sink sink) {
        key = stream.key();
        time = stream.time();
        this.sink = sink;
        List<FieldPath> fields = new ArrayList<>(key == null ? List.of() : key.fields());
        timeIndex = fields.size();
        if (time != null) {
            fields.add(time.field());
        }
        probe = new FieldProbe(fields);
    }

    /**
     * Reads a body.
     *
     * @return how many events were looked at, the one at which the sink ended included
     * @throws MalformedJsonException when a body that is not lines is not JSON; the sink was given nothing then
     */
    static int read(PushRequest.Kind kind, byte[] body, StreamRef stream, Sink sink) {
        EventReader reader = new EventReader(stream, sink);
        return switch (kind) {
            case LINES -> reader.lines(body);
            case ARRAY -> reader.array(body);
            case OBJECT -> reader.object(body);
            case WATERMARK -> 0;
        };
    }

    private int object(byte[] body) {
        int from = JsonScan.skipSpace(body, 0, body.length);
        int to = body.length;
        while (to > from && body[to - 1] <= ' ') {
            to--;
        }
        if (fits(0, to - from)) {
            byte[] value = copy(body, from, to);
            probe.check(value);
            checked(value, 0);
        }
        return 1;
    }

    private int lines(byte[] body) {
        int index = 0;
        int from = 0;
        while (from < body.length) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            int to = end > from && body[end - 1] == '\r' ? end - 1 : end;
            if (JsonScan.skipSpace(body, from, to) < to && !line(body, from, to, index++)) {
                return index;
            }
            from = end + 1;
        }
        return index;
    }

    private boolean line(byte[] body, int from, int to, int index) {
        if (!fits(index, to - from)) {
            return true;
        }
        byte[] value = copy(body, from, to);
        try {
            probe.check(value);
        } catch (MalformedJsonException e) {
            sink.invalid(index, "not JSON at byte " + e.offset() + " of the event: " + e.getMessage());
            return true;
        }
        return checked(value, index);
    }

    private int array(byte[] body) {
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
            } else if (!line(body, at, to, index)) {
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

    private boolean fits(int index, int length) {
        if (length > PushProtocol.EVENT_BYTES) {
            sink.invalid(index, "the event has " + length + " bytes; an event has at most " + PushProtocol.EVENT_BYTES);
            return false;
        }
        return true;
    }

    private static byte[] copy(byte[] body, int from, int to) {
        return from == 0 && to == body.length ? body : Arrays.copyOfRange(body, from, to);
    }

    private boolean checked(byte[] value, int index) {
        byte[] keyBytes;
        try {
            keyBytes = key == null ? null : key.read(value, probe::slice);
            if (time != null) {
                time.readMillis(value, probe.slice(timeIndex));
            }
        } catch (InvalidEventException e) {
            sink.invalid(index, e.getMessage());
            return true;
        }
        return sink.event(value, keyBytes);
    }
}
