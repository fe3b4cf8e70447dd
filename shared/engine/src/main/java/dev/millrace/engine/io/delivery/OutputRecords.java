package dev.millrace.engine.io.delivery;

import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.time.TimeText;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.Varint;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The records a stage writes. One thread. */
public final class OutputRecords {

    /** The largest value of a record, inclusive; what a person pushes is bounded by the same number. */
    static final int MAX_VALUE_BYTES = 1 << 20;

    /** Format 1 was one partial result a record. */
    private static final byte[] PARTIAL_FORMAT = {2};
    /** Nothing is later than this but what came after the end of input. */
    private static final long END_MILLIS = Long.MAX_VALUE / 2;

    private final Stage stage;
    private final String pipeline;
    private final Clock clock;
    private long timeMillis;
    private Header time;

    public OutputRecords(Stage stage, Clock clock) {
        this.stage = stage;
        this.pipeline = stage.id().substring("millrace.".length(), stage.id().indexOf('_'));
        this.clock = clock;
    }

    /**
     * A result for the stage's output.
     *
     * @throws InvalidEventException when it is too large, or its key cannot be one
     */
    public ProducerRecord<byte[], byte[]> result(Event event) {
        if (event.value().length > MAX_VALUE_BYTES) {
            throw new InvalidEventException(
                    "the result has " + event.value().length + " bytes; at most " + MAX_VALUE_BYTES + " fit a stream");
        }
        StreamRef output = stage.output();
        byte[] key = output.key() == null ? event.key() : output.key().read(event.value());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(output.stream(), partition(event, key, output), key, event.value());
        record.headers().add(time(event.timeMillis()));
        if (event.op() != Op.INSERT) {
            record.headers().add(RecordHeaders.OP, event.op().header());
        }
        if (stage.rekey() != null) {
            record.headers().add(RecordHeaders.SOURCE, source(event));
        }
        return record;
    }

    /** The event, bytes unchanged, for the late stream. */
    public ProducerRecord<byte[], byte[]> late(Event event, Step step, Lateness lateness) {
        StreamRef output = stage.keyed().late();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                output.stream(), partition(event, event.key(), output), event.key(), event.value());
        Headers headers = record.headers();
        headers.add(RecordHeaders.LATE_BY, utf8(Long.toString(lateness.lateByMillis())));
        if (lateness.hasWindow()) {
            String start = TimeText.of(lateness.windowStartMillis());
            String end = TimeText.of(lateness.windowEndMillis());
            headers.add(RecordHeaders.WINDOW_START, utf8(start));
            headers.add(RecordHeaders.WINDOW_END, utf8(end));
            headers.add(RecordHeaders.LATE_REASON, utf8(reason(lateness, start, end)));
        } else {
            headers.add(RecordHeaders.LATE_REASON, utf8(orderReason(lateness)));
        }
        headers.add(RecordHeaders.PIPELINE, utf8(pipeline));
        headers.add(RecordHeaders.STEP, utf8(step.id()));
        headers.add(RecordHeaders.SOURCE, source(event));
        headers.add(RecordHeaders.TIME, Varint.signedBytes(event.timeMillis()));
        if (event.op() != Op.INSERT) {
            headers.add(RecordHeaders.OP, event.op().header());
        }
        return record;
    }

    private static String reason(Lateness lateness, String start, String end) {
        if (lateness.lateByMillis() > END_MILLIS) {
            return "the window from " + start + " to " + end + " was closed by the end of input";
        }
        String window = "the window from " + start + " to " + end + " was closed ";
        return lateness.idleAdvance()
                ? window + "because all inputs had been silent (idle-advance)"
                : window + "when the watermark passed it; the event came " + TimeText.length(lateness.lateByMillis())
                        + " behind the watermark";
    }

    private static String orderReason(Lateness lateness) {
        if (lateness.lateByMillis() > END_MILLIS) {
            return "all events had left in order at the end of input";
        }
        return "events up to " + TimeText.of(lateness.windowEndMillis()) + " had left in order"
                + (lateness.idleAdvance() ? " because all inputs had been silent (idle-advance)" : "")
                + "; the event came " + TimeText.length(lateness.lateByMillis()) + " behind them";
    }

    /** Partial results for a partition of the repartition topic. */
    ProducerRecord<byte[], byte[]> partials(int partition, byte[] pack) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(stage.output().stream(), partition, null, pack);
        record.headers().add(RecordHeaders.PARTIAL, PARTIAL_FORMAT);
        return record;
    }

    /** Results of one window have one time. */
    private Header time(long millis) {
        if (time == null || timeMillis != millis) {
            timeMillis = millis;
            time = new RecordHeader(RecordHeaders.TIME, Varint.signedBytes(millis));
        }
        return time;
    }

    /** A record without key and value that says how far this stage's tasks have come. */
    public ProducerRecord<byte[], byte[]> marker(int partition, byte[] marker) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(stage.output().stream(), partition, null, null);
        record.headers().add(RecordHeaders.MARK, marker);
        return record;
    }

    /** A record of the state log. */
    public ProducerRecord<byte[], byte[]> state(int task, byte[] value) {
        return new ProducerRecord<>(stage.keyed().stateLog().stream(), task, null, value);
    }

    /** Where the event stood in the stream a person knows, also when it came through a topic in between. */
    private static byte[] source(Event event) {
        byte[] carried = event.origin().headers().get(RecordHeaders.SOURCE);
        return carried == null ? utf8(event.origin().id()) : carried;
    }

    /** The event, bytes unchanged, for the dead-letter stream. */
    public ProducerRecord<byte[], byte[]> deadLetter(Event event, Step step, Failure failure) {
        StreamRef output = stage.deadLetter();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                output.stream(), partition(event, event.key(), output), event.key(), event.value());
        Headers headers = record.headers();
        headers.add(RecordHeaders.ERROR, utf8(failure.detail()));
        headers.add(RecordHeaders.PIPELINE, utf8(pipeline));
        if (step != null) {
            headers.add(RecordHeaders.STEP, utf8(step.id()));
        }
        if (failure.line() > 0) {
            headers.add(RecordHeaders.PLACE, utf8(failure.line() + ":" + failure.column()));
        }
        headers.add(RecordHeaders.ATTEMPT, utf8("1"));
        headers.add(RecordHeaders.SOURCE, source(event));
        headers.add(RecordHeaders.FAILED_AT, utf8(clock.instant().toString()));
        headers.add(RecordHeaders.TIME, Varint.signedBytes(event.timeMillis()));
        return record;
    }

    /** Events with a key go where their key says; those without stay together with their neighbours. */
    private static Integer partition(Event event, byte[] key, StreamRef output) {
        return key == null ? Integer.valueOf(event.origin().partition() % output.partitions()) : null;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
