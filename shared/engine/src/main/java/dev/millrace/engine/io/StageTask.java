package dev.millrace.engine.io;

import dev.millrace.engine.chain.ChainOutput;
import dev.millrace.engine.chain.StepChain;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.time.TimeStatus;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One partition's work: records in, results and dead letters out. Counters and offset are those of the open transaction until {@link
 * #committed} or {@link #undo}. The worker's thread, but for {@link #status}.
 */
final class StageTask implements ChainOutput {

    private static final int METADATA_FORMAT = 1;

    private final StreamRef input;
    private final int partition;
    private final RecordEvents events;
    private final StepChain chain;
    private final OutputRecords records;
    private final StageTransaction transaction;
    private final List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
    private long next;
    private long commits;
    private long committedNext;
    private Counts counts = new Counts();
    private Counts committedCounts = new Counts();
    private volatile TaskStatus status;

    StageTask(
            Stage stage,
            StreamRef input,
            int partition,
            OffsetAndMetadata start,
            OperatorRegistry operators,
            OutputRecords records,
            StageTransaction transaction) {
        this.input = input;
        this.partition = partition;
        this.events = new RecordEvents(input);
        List<Operator> code = stage.steps().stream().map(operators::create).toList();
        this.chain = new StepChain(stage.steps(), code, this);
        this.records = records;
        this.transaction = transaction;
        this.next = start.offset();
        this.committedNext = next;
        this.commits = commitNumber(start.metadata());
        publish(-1);
    }

    /** Passes one record through the steps; markers and records without a value are no events. */
    void process(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        if (RecordEvents.isMarker(record)) {
            return;
        }
        counts.read++;
        if (record.value() == null) {
            fail(record, "the record has no value");
            return;
        }
        Event event;
        try {
            event = events.read(record);
        } catch (InvalidEventException e) {
            fail(record, e.getMessage());
            return;
        } catch (dev.millrace.model.json.MalformedJsonException e) {
            fail(record, "the event is not valid JSON at byte " + e.offset() + ": " + e.getMessage());
            return;
        }
        chain.process(event);
    }

    private void fail(ConsumerRecord<byte[], byte[]> record, String detail) {
        deadLetter(events.unread(record), null, new Failure(detail, 0, 0));
    }

    @Override
    public void results(Event event, List<Event> results) {
        made.clear();
        try {
            for (int i = 0; i < results.size(); i++) {
                made.add(records.result(results.get(i)));
            }
        } catch (InvalidEventException e) {
            deadLetter(event, null, new Failure(e.getMessage(), 0, 0));
            return;
        }
        for (int i = 0; i < made.size(); i++) {
            transaction.send(made.get(i));
        }
        counts.written += made.size();
    }

    @Override
    public void deadLetter(Event event, Step step, Failure failure) {
        transaction.send(records.deadLetter(event, step, failure));
        counts.deadLetters++;
    }

    @Override
    public void dropped(Step step, DropReason reason) {
        counts.dropped.merge(reason, 1L, Long::sum);
    }

    /** All records before this offset were seen, also those that are not given to readers. */
    void seenUpTo(long position) {
        next = position;
    }

    /** What to send with the transaction that is about to end: next offset and this commit's number. */
    OffsetAndMetadata offsetToCommit() {
        return new OffsetAndMetadata(next, METADATA_FORMAT + ":" + (commits + 1));
    }

    void committed() {
        commits++;
        committedNext = next;
        committedCounts = counts.copy();
    }

    /** Forgets what the aborted transaction did; answers where to read on. */
    long undo() {
        next = committedNext;
        counts = committedCounts.copy();
        return next;
    }

    void publish(long lag) {
        status = new TaskStatus(
                input.stream(),
                partition,
                next,
                lag,
                counts.read,
                counts.written,
                counts.deadLetters,
                0,
                counts.dropped,
                new TimeStatus(Long.MIN_VALUE, -1, false, 0),
                0,
                0,
                Waiting.NOTHING);
    }

    /** The last published state; any thread. */
    TaskStatus status() {
        return status;
    }

    private static long commitNumber(String metadata) {
        int colon = metadata == null ? -1 : metadata.indexOf(':');
        if (colon < 0) {
            return 0;
        }
        int format = Integer.parseInt(metadata.substring(0, colon));
        if (format > METADATA_FORMAT) {
            throw new StageFailedException("the committed offsets have format " + format
                    + "; this version reads up to format " + METADATA_FORMAT + ": start a newer Millrace");
        }
        return Long.parseLong(metadata.substring(colon + 1));
    }

    private static final class Counts {
        private long read;
        private long written;
        private long deadLetters;
        private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

        Counts copy() {
            Counts copy = new Counts();
            copy.read = read;
            copy.written = written;
            copy.deadLetters = deadLetters;
            copy.dropped.putAll(dropped);
            return copy;
        }
    }
}
