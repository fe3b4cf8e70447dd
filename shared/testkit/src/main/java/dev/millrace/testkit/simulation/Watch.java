package dev.millrace.testkit.simulation;

import dev.millrace.engine.io.SimulatedWorker.Standing;
import dev.millrace.testkit.simulation.SimulatedProcess.Untrimmed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Sees what is asked of the broker and what tasks hold, and holds both against the engine's invariants. One thread. */
final class Watch {

    /** What was committed of one task. */
    private static final class History {
        final Map<Long, Standing> commits = new HashMap<>();
        long last;
        long most;
        long trimmed;
    }

    /** A worker trims with the first commit when this has passed, and a bit. */
    private static final long TRIM_DUE_MILLIS = 6_000;

    private final Chance chance;
    private final Map<TopicPartition, History> histories = new HashMap<>();
    private final Map<TopicPartition, TopicPartition> stateLogs = new HashMap<>();
    private SimulatedBroker broker;

    Watch(Chance chance) {
        this.chance = chance;
    }

    void over(SimulatedBroker watched) {
        broker = watched;
    }

    /** The task that reads one partition keeps its state in the other. */
    void pair(TopicPartition input, TopicPartition stateLog) {
        stateLogs.put(input, stateLog);
        histories.put(stateLog, new History());
    }

    private static void require(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            throw new SimulationFailure(String.format(otherwise, values));
        }
    }

    /** It is decided that a transaction happened. */
    void committed(BrokerTransaction transaction) {
        Map<TopicPartition, LogEntry> records = new HashMap<>();
        transaction.taskRecords.forEach((partition, entry) -> transaction.logs.stream()
                .filter(log -> log.at.partition() == partition && histories.containsKey(log.at))
                .forEach(log -> records.put(log.at, entry)));
        records.forEach(this::remember);
        Set<PartitionLog> withState = new HashSet<>(transaction.logs);
        withState.removeIf(log -> !histories.containsKey(log.at));
        for (PartitionLog log : withState) {
            require(
                    records.containsKey(log.at),
                    "a transaction of %s writes to %s without a task record",
                    transaction.id,
                    log.at);
        }
        transaction.offsets.forEach((input, offset) -> checkOffset(input, offset, records));
    }

    private void remember(TopicPartition at, LogEntry entry) {
        History history = histories.get(at);
        Standing standing = (Standing) entry.note();
        require(
                standing.commit() == history.last + 1,
                "commit %d of %s follows commit %d",
                standing.commit(),
                at,
                history.last);
        history.last = standing.commit();
        history.commits.put(standing.commit(), standing);
        history.most = Math.max(history.most, standing.baseBytes());
    }

    private void checkOffset(TopicPartition input, OffsetAndMetadata offset, Map<TopicPartition, LogEntry> records) {
        TopicPartition stateLog = stateLogs.get(input);
        if (stateLog == null) {
            return;
        }
        History history = histories.get(stateLog);
        long commit = Long.parseLong(offset.metadata().split(":")[1]);
        require(
                commit == history.last,
                "the group's commit of %s is %d, its state log's %d",
                input,
                commit,
                history.last);
        Standing last = history.commits.get(commit);
        require(
                last == null || last.next() == offset.offset(),
                "the group's offset of %s is %d, the state log says %s",
                input,
                offset.offset(),
                last);
        require(!records.containsKey(stateLog) || last != null, "commit %d of %s is not known", commit, stateLog);
    }

    /** A transaction begins: tasks hold the rows they had committed last, if they are still this process's own. */
    void beginning(SimulatedProcess process) {
        for (Standing standing : process.worker.standings()) {
            if (!process.owns(standing.task())) {
                continue;
            }
            Map<Long, Standing> commits = histories.get(process.stateLog(standing.task())).commits;
            // Offsets without records may have been passed over since then.
            long commit = commits.containsKey(standing.commit()) ? standing.commit() : standing.commit() - 1;
            Standing committed = commits.get(commit);
            require(
                    committed == null ? standing.rows() == 0 : committed.hasRowsOf(standing),
                    "%s holds %s at the beginning of a transaction, committed was %s",
                    process.member,
                    standing,
                    committed);
        }
    }

    /** A task has been restored; whoever has lost it meanwhile may have missed what was trimmed, and cannot commit. */
    void restored(SimulatedProcess process, Standing standing) {
        chance.count(Fault.RESTORE);
        process.untrimmed.remove(standing.task());
        if (!process.owns(standing.task())) {
            return;
        }
        Standing committed =
                histories.get(process.stateLog(standing.task())).commits.get(standing.commit());
        require(
                committed == null
                        ? standing.commit() == 0 && standing.rows() == 0
                        : committed.hasRowsOf(standing) && committed.next() == standing.next(),
                "%s restored %s, committed was %s",
                process.member,
                standing,
                committed);
        History history = histories.get(process.stateLog(standing.task()));
        require(
                standing.commit() == history.last,
                "%s restored commit %d of task %d, the last is %d",
                process.member,
                standing.commit(),
                standing.task(),
                history.last);
    }

    /** Somebody wants what lies before the offset deleted. */
    void trims(TopicPartition at, long before) {
        if (!histories.containsKey(at)) {
            long decided = broker.groupOf(at).decided(at);
            require(before <= decided, "%s is trimmed to %d, committed is %d", at, before, decided);
            return;
        }
        History history = histories.get(at);
        history.trimmed = Math.max(history.trimmed, before);
        Set<Integer> whole = new HashSet<>();
        List<LogEntry> entries = broker.log(at).all();
        for (LogEntry entry : entries.subList((int) before, entries.size())) {
            if (entry.isCommitted() && entry.value() != null) {
                whole.addAll(StateRecords.wholeSegments(entry.value()).keySet());
            }
        }
        require(
                whole.size() == 256,
                "%s is trimmed to %d, where only %d segments have a committed base",
                at,
                before,
                whole.size());
    }

    /** Somebody keeps a copy of a segment whose base stands there. */
    void copied(TopicPartition at, long offset) {
        require(
                broker.log(at).get(offset).isCommitted(),
                "a segment of %s at %d is copied before it is known to be committed",
                at,
                offset);
    }

    /** What a task's log holds is bounded by its state; only an owner trims it. */
    void checkBound(SimulatedProcess process) {
        for (Standing standing : process.worker.standings()) {
            TopicPartition at = process.stateLog(standing.task());
            if (!process.owns(standing.task())) {
                continue;
            }
            History history = histories.get(at);
            long held = 0;
            long frame = 0;
            long frames = 0;
            List<LogEntry> entries = broker.log(at).all();
            for (LogEntry entry : entries.subList((int) standing.trimBefore(), entries.size())) {
                if (entry.isCommitted()) {
                    held += entry.bytes();
                    frame += entry.bytes();
                    if (entry.note() != null) {
                        frames = Math.max(frames, frame);
                        frame = 0;
                    }
                }
            }
            // What may be written between two turns: four times the rows, without what empty segments cost.
            long free = 4 * Math.max(0, history.most - 512);
            long bound = 6 * history.most + free + 2 * frames;
            require(
                    held <= bound,
                    "%s holds %d bytes from offset %d on, the state is at most %d bytes: more than %d",
                    at,
                    held,
                    standing.trimBefore(),
                    history.most,
                    bound);
            checkTrimmed(process, standing, history.trimmed);
        }
    }

    /** An owner that goes on committing has what its log needs no more deleted. */
    private void checkTrimmed(SimulatedProcess process, Standing standing, long trimmed) {
        Untrimmed seen = process.untrimmed.get(standing.task());
        if (seen == null || seen.before() <= trimmed) {
            process.untrimmed.remove(standing.task());
            if (standing.trimBefore() > trimmed) {
                process.untrimmed.put(standing.task(), new Untrimmed(standing.trimBefore(), broker.time.millis(), -1));
            }
        } else if (seen.commit() >= 0) {
            // The one that was open then may have ended before a trim was due, and the next may be under way while one
            // more is
            // open: a trim is due when that has happened.
            require(
                    standing.commit() <= seen.commit() + 2,
                    "%s goes on with %s and does not trim its log to %d, only to %d",
                    process.member,
                    standing,
                    seen.before(),
                    trimmed);
        } else if (broker.time.millis() - seen.sinceMillis() > TRIM_DUE_MILLIS) {
            process.untrimmed.put(standing.task(), new Untrimmed(seen.before(), seen.sinceMillis(), standing.commit()));
        }
    }
}
