package dev.millrace.model.event;

import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.Slice;

/**
 * One event: the user's bytes and what is known of them. Nothing is parsed until a field is asked for, and then only that field.
 *
 * <p>Immutable by agreement: the arrays are shared, not copied, and nobody writes to them. What stands behind this class may change; no
 * operator sees more than is here.
 */
public final class Event {

    private final byte[] value;
    private final byte[] key;
    private final long timeMillis;
    private final Op op;
    private final Origin origin;
    private final JsonFields fields;

    /**
     * An event whose fields are found one by one.
     *
     * @param value the JSON object, whole
     * @param key the key's bytes; null where the stream has none, empty where the event lacks it
     * @param timeMillis event time, epoch ms, may be negative
     */
    public Event(byte[] value, byte[] key, long timeMillis, Op op, Origin origin) {
        this(value, key, timeMillis, op, origin, null);
    }

    /**
     * An event of a task, all of whose events find their fields by one walk each.
     *
     * @param fields the fields in use; with it the event is the task's thread's alone. Null to find each by itself
     */
    public Event(byte[] value, byte[] key, long timeMillis, Op op, Origin origin, JsonFields fields) {
        this.value = value;
        this.key = key;
        this.timeMillis = timeMillis;
        this.op = op;
        this.origin = origin;
        this.fields = fields;
    }

    /** The JSON object's bytes; not to be changed. */
    public byte[] value() {
        return value;
    }

    /** The key's bytes: null where the stream has no key, empty where this event lacks it; not to be changed. */
    public byte[] key() {
        return key;
    }

    /** Event time in epoch milliseconds; may be negative. */
    public long timeMillis() {
        return timeMillis;
    }

    public Op op() {
        return op;
    }

    public Origin origin() {
        return origin;
    }

    /**
     * Where a field's value stands in {@link #value}: a {@link Slice}, or {@link Slice#ABSENT}.
     *
     * @throws dev.millrace.model.json.MalformedJsonException when the bytes are not JSON
     */
    public long find(FieldPath path) {
        return fields == null ? JsonScan.find(value, path) : fields.find(value, path);
    }

    /** This event with another document; key, time and origin stay. */
    public Event withValue(byte[] document) {
        return new Event(document, key, timeMillis, op, origin, fields);
    }

    /** This event with another key; document, time and origin stay. */
    public Event withKey(byte[] bytes) {
        return new Event(value, bytes, timeMillis, op, origin, fields);
    }
}
