package dev.millrace.engine.io;

import dev.millrace.engine.io.delivery.OutputRecords;
import dev.millrace.engine.io.delivery.Outputs;
import dev.millrace.engine.io.delivery.PartialPacks;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.task.TaskOutput;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What leaves one task, as records, and how much of it there was. The worker's thread only. */
final class CountedOutput implements TaskOutput {

    private final OutputRecords records;
    private final Outputs outputs;
    private final PartialPacks packs;
    private final List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
    private TaskCounts counts = new TaskCounts();

    CountedOutput(Stage stage, OutputRecords records, Outputs outputs) {
        this.records = records;
        this.outputs = outputs;
        this.packs = new PartialPacks(records, outputs, stage.output().partitions());
    }

    /** Those of the open commit; to be changed by the task alone. */
    TaskCounts counts() {
        return counts;
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
        packs.send();
        for (int i = 0; i < made.size(); i++) {
            outputs.send(made.get(i));
        }
        counts.written += made.size();
    }

    @Override
    public void deadLetter(Event event, Step step, Failure failure) {
        outputs.send(records.deadLetter(event, step, failure));
        counts.deadLetters++;
    }

    @Override
    public void late(Event event, Step step, Lateness lateness) {
        outputs.send(records.late(event, step, lateness));
        counts.late++;
    }

    @Override
    public void evicted(Step step, Eviction reason) {
        counts.evicted[reason.ordinal()]++;
    }

    @Override
    public void partial(byte[] key, byte[] partial) {
        packs.add(key, partial);
        counts.written++;
    }

    @Override
    public void dropped(Step step, DropReason reason) {
        counts.dropped.merge(reason, 1L, Long::sum);
    }

    /** Sends what is kept to go together. */
    void flush() {
        packs.send();
    }

    /** Goes back to these counts; what is kept is not to be sent. */
    void undo(TaskCounts committed) {
        packs.forget();
        counts = committed.copy();
    }
}
