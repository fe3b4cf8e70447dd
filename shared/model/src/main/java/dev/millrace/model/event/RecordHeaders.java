package dev.millrace.model.event;

/** Names of the record headers Millrace writes. They are part of the stored format and stay as they are. */
public final class RecordHeaders {

    /** An {@link Op} other than insert. */
    public static final String OP = "mr-op";
    /** Event time: zig-zag varint of epoch milliseconds. */
    public static final String TIME = "mr-time";
    /** A watermark marker; the record has neither key nor value. */
    public static final String MARK = "mr-mark";
    /** Of a dead letter: what went wrong, a sentence. */
    public static final String ERROR = "mr-error";
    /** Of a dead letter: the pipeline. */
    public static final String PIPELINE = "mr-pipeline";
    /** Of a dead letter: the step's id. */
    public static final String STEP = "mr-step";
    /** Of a dead letter: line and column of the user's file, {@code line:column}; absent where there is none. */
    public static final String PLACE = "mr-place";
    /** Of a dead letter: which attempt failed, from 1. */
    public static final String ATTEMPT = "mr-attempt";
    /** Of a dead letter: where the event stood, {@code stream/partition/offset}. */
    public static final String SOURCE = "mr-source";
    /** Of a dead letter: when it failed, ISO 8601. */
    public static final String FAILED_AT = "mr-failed-at";
    /** Of a record in a repartition topic: its value is partial results of several events each; one byte, the format: 2, or 1 where it is one. */
    public static final String PARTIAL = "mr-partial";
    /** Of a late event: how far the watermark, or what had left in order, had passed its time, milliseconds as decimal text. */
    public static final String LATE_BY = "mr-late-by";
    /** Of a late event: the start of the window it belongs to, ISO 8601; absent where it is late for its order. */
    public static final String WINDOW_START = "mr-window-start";
    /** Of a late event: the end of the window it belongs to (exclusive), ISO 8601. */
    public static final String WINDOW_END = "mr-window-end";
    /** Of a late event: why it is late, a sentence. */
    public static final String LATE_REASON = "mr-late-reason";

    private RecordHeaders() {}
}
