package dev.millrace.engine.io;

import dev.millrace.engine.operator.Failure;
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
import org.apache.kafka.common.header.Headers;

/** The records a stage writes. One thread. */
final class OutputRecords {

    /** The largest value of a record, inclusive; what a person pushes is bounded by the same number. */
    static final int MAX_VALUE_BYTES = 1 << 20;

    private final Stage stage;
    private final String pipeline;
    private final Clock clock;

    OutputRecords(Stage stage, Clock clock) {
        this.stage = stage;
        this.pipeline = stage.id().substring("millrace.".length(), stage.id().indexOf('_'));
        this.clock = clock;
    }

    /**
     * A result for the stage's output.
     *
     * @throws InvalidEventException when it is too large, or its key cannot be one
     */
    ProducerRecord<byte[], byte[]> result(Event event) {
        if (event.value().length > MAX_VALUE_BYTES) {
            throw new InvalidEventException(
                    "the result has " + event.value().length + " bytes; at most " + MAX_VALUE_BYTES + " fit a stream");
        }
        StreamRef output = stage.output();
        byte[] key = output.key() == null ? event.key() : output.key().read(event.value());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(output.stream(), partition(event, key, output), key, event.value());
        record.headers().add(RecordHeaders.TIME, Varint.signedBytes(event.timeMillis()));
        if (event.op() != Op.INSERT) {
            record.headers().add(RecordHeaders.OP, event.op().header());
        }
        return record;
    }

    /** The event, bytes unchanged, for the dead-letter stream. */
    ProducerRecord<byte[], byte[]> deadLetter(Event event, Step step, Failure failure) {
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
        headers.add(RecordHeaders.SOURCE, utf8(event.origin().id()));
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
