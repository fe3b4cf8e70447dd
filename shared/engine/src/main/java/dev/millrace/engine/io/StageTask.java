package dev.millrace.engine.io;

import dev.millrace.engine.changelog.StateLog;
import dev.millrace.engine.changelog.StateRestore;
import dev.millrace.engine.changelog.TaskRecord;
import dev.millrace.engine.io.delivery.OutputRecords;
import dev.millrace.engine.io.delivery.Outputs;
import dev.millrace.engine.io.delivery.PartialPacks;
import dev.millrace.engine.io.delivery.StageTransaction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.task.Task;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.event.Origin;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.Header;

/**
 * One partition's work: records in, results, dead letters and late events out. Counters, offset, state and time are those of the open commit;
 * a commit before it may still be under way. The worker's thread, but for {@link #status}.
 */
final class StageTask {

    private static final int TIME_ROOM = 16 << 10;

    /** Where the task stood when a commit began. */
    private record Stand(long next, long commits, TaskCounts counts) {}

    private final StreamRef input;
    private final int partition;
    private final int number;
    private final int generation;
    private final boolean mayBePartial;
    private final RecordEvents events;
    private final Task task;
    private final OutputRecords records;
    private final CountedOutput output;
    private final SegmentCopier copier;
    private final StageClock clock;
    private StateLog stateLog;
    private StateLog.Frame frame;
    private long[] stateOffsets;
    private boolean worked;
    private long next;
    private long commits;
    private Stand committed = new Stand(0, 0, new TaskCounts());
    private Stand underWay;
    private volatile TaskStatus status;

    StageTask(
            Stage stage,
            StreamRef input,
            int partition,
            OperatorRegistry operators,
            OutputRecords records,
            Outputs outputs,
            SegmentCopier copier,
            StageClock clock) {
        this.input = input;
        this.partition = partition;
        this.number = stage.task(input.stream(), partition);
        this.generation = Integer.parseInt(stage.id().substring(stage.id().lastIndexOf('_') + 1));
        this.mayBePartial = stage.keyed() != null && input.writers() > 0;
        this.events = new RecordEvents(input);
        this.records = records;
        this.output = new CountedOutput(stage, records, outputs);
        this.copier = copier;
        this.clock = clock;
        this.task = new Task(stage, input, operators, output, clock.wall());
        publish(-1);
    }

    /** Begins without state, where the group stands. */
    void open(OffsetAndMetadata start) {
        CommitMetadata metadata = CommitMetadata.read(start.metadata());
        openAt(start.offset(), metadata.commit(), metadata.time());
    }

    /**
     * Begins with the state as restored.
     *
     * @param start where the group stands; null when the broker has forgotten it
     * @param restore what was read of the state log
     * @throws StageFailedException when the two do not fit each other
     */
    void open(OffsetAndMetadata start, StateRestore restore) {
        stateLog = restore.writer();
        TaskRecord last = restore.task();
        if (last == null) {
            if (start == null) {
                throw new StageFailedException("neither the group nor the state log knows where " + input.stream() + "/"
                        + partition + " was read to");
            }
            if (CommitMetadata.read(start.metadata()).commit() > 0) {
                throw new StageFailedException("the state log of " + input.stream() + "/" + partition
                        + " is empty, though the group has committed (" + start.metadata()
                        + "): its records were deleted; apply the pipeline with ?reset=true to begin anew");
            }
            openAt(start.offset(), 0, null);
            return;
        }
        if (start != null
                && CommitMetadata.read(start.metadata()).commit() != 0
                && (start.offset() != last.nextOffset()
                        || CommitMetadata.read(start.metadata()).commit() != last.commit())) {
            throw new StageFailedException("the state log of " + input.stream() + "/" + partition + " ends with commit "
                    + last.commit() + " at offset " + last.nextOffset() + ", the group with " + start.metadata()
                    + " at offset " + start.offset() + ": one of them was changed by hand");
        }
        openAt(last.nextOffset(), last.commit(), last.time());
    }

    private void openAt(long offset, long commit, byte[] time) {
        next = offset;
        commits = commit;
        committed = new Stand(offset, commit, new TaskCounts());
        task.open(time);
        publish(-1);
    }

    int number() {
        return number;
    }

    /** The next offset to read. */
    long next() {
        return next;
    }

    /** What lies before this offset will not be read again. */
    long committedNext() {
        return committed.next;
    }

    KeyedState state() {
        return task.state();
    }

    /** Passes one record through the steps; a marker moves time. Whatever is due must have fired before. */
    void process(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        worked = true;
        try {
            if (RecordEvents.isMarker(record)) {
                task.marker(WatermarkMarker.decode(
                        record.headers().lastHeader(RecordHeaders.MARK).value()));
                return;
            }
            Header partials = mayBePartial ? record.headers().lastHeader(RecordHeaders.PARTIAL) : null;
            if (partials != null) {
                partials(record, partials.value()[0]);
                return;
            }
            output.counts().read++;
            if (record.value() == null) {
                fail(record, "the record has no value");
                return;
            }
            task.event(events.read(record));
        } catch (InvalidEventException e) {
            fail(record, e.getMessage());
        } catch (MalformedJsonException e) {
            fail(record, "the event is not valid JSON at byte " + e.offset() + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            fail(record, "a header is not of Millrace's form: " + e.getMessage());
        }
    }

    private void partials(ConsumerRecord<byte[], byte[]> record, byte format) {
        Origin origin = events.unread(record).origin();
        if (format == 1) {
            task.partial(record.value(), origin);
        } else if (format == 2) {
            PartialPacks.forEach(record.value(), partial -> task.partial(partial, origin));
        } else {
            throw new StageFailedException("partial results in " + input.stream() + "/" + partition + " have format "
                    + format + "; this version reads up to format 2: start a newer Millrace");
        }
    }

    private void fail(ConsumerRecord<byte[], byte[]> record, String detail) {
        output.deadLetter(events.unread(record), null, new Failure(detail, 0, 0));
    }

    /** What the task keeps of a group now. */
    StateAnswer describe(byte[] group) {
        return new StateAnswer(
                clock.wall().millis(),
                task.describe(group),
                task.turns(group),
                task.time().watermarkMillis());
    }

    /** Whether a timer may be due. */
    boolean isDue() {
        return task.isDue();
    }

    /** Fires at most that many timers. */
    void fire(int most) {
        worked = true;
        task.fire(most);
    }

    /** Events that have just been read happen now, where the step goes by the clock. */
    void lookAtClock() {
        if (task.isByClock()) {
            task.tick(clock.nanos(), false);
        }
    }

    void tick(long nowNanos, boolean caughtUp) {
        task.tick(nowNanos, caughtUp);
    }

    boolean isAwake() {
        return task.isAwake();
    }

    void wake() {
        worked = true;
        task.wake();
    }

    long patienceMillis(long most) {
        return task.patienceMillis(most);
    }

    /** How far time has come. */
    long watermarkMillis() {
        return task.time().watermarkMillis();
    }

    /** Readers are told of this task's time: it is to be kept. */
    void told() {
        worked = true;
    }

    WatermarkMarker.Entry mark() {
        return task.mark(number);
    }

    /** All records before this offset were seen, also those that are not given to readers. */
    void seenUpTo(long position) {
        if (position != next) {
            next = position;
            worked = true;
        }
    }

    /** Rows changed since the last commit began. */
    int dirty() {
        return task.dirty();
    }

    /** Lets out what is kept to be combined. */
    void flush() {
        task.flush();
        output.flush();
    }

    /** Adds what this task has to keep to the transaction that is about to end; no commit is under way. */
    void keep(StageTransaction transaction) {
        if (stateLog == null || !worked) {
            return;
        }
        frame = stateLog.frame(
                task.state(), commits + 1, generation, next, task.encodedTime(TIME_ROOM), copier.wants(task.state()));
        stateOffsets = new long[frame.records().size()];
        for (int i = 0; i < stateOffsets.length; i++) {
            transaction.send(records.state(number, frame.records().get(i)), stateOffsets, i);
        }
    }

    /** What to send with the transaction that is about to end: next offset and this commit's number. */
    OffsetAndMetadata offsetToCommit() {
        long commit = worked ? commits + 1 : commits;
        byte[] time = stateLog == null ? task.encodedTime(CommitMetadata.TIME_ROOM) : null;
        return new OffsetAndMetadata(next, new CommitMetadata(commit, time).text());
    }

    /** All that was done until now belongs to a commit that begins. */
    void committing() {
        if (worked) {
            commits++;
            worked = false;
        }
        underWay = new Stand(next, commits, output.counts().copy());
        task.committing();
    }

    /** The commit that is under way has happened; a task that has come since it began has no part in it. */
    void committed() {
        if (underWay == null) {
            return;
        }
        if (frame != null) {
            stateLog.committed(stateOffsets);
            copier.committed(number, frame.bases(), stateOffsets);
            frame = null;
        }
        committed = underWay;
        underWay = null;
        task.committed();
    }

    /** Forgets what was done since the last commit that happened; answers where to read on. */
    long undo() {
        if (stateLog != null) {
            stateLog.undone();
            frame = null;
        }
        worked = false;
        next = committed.next;
        commits = committed.commits;
        underWay = null;
        output.undo(committed.counts);
        task.undo();
        return next;
    }

    /** What lies before this offset of the state log nobody needs; 0 when there is none. */
    long stateLogTrim() {
        return stateLog == null ? 0 : stateLog.trimBefore();
    }

    void publish(long lag) {
        TaskCounts counts = output.counts();
        KeyedState state = task.state();
        status = new TaskStatus(
                input.stream(),
                partition,
                next,
                lag,
                counts.read,
                counts.written,
                counts.deadLetters,
                counts.late,
                counts.dropped,
                counts.evicted(),
                task.time(),
                state == null ? 0 : state.size(),
                state == null ? 0 : state.bytes(),
                task.waiting());
    }

    /** The last published state; any thread. */
    TaskStatus status() {
        return status;
    }
}
