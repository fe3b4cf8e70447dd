package dev.millrace.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was committed is what is restored, from whatever part of the log is left. */
class StateLogTest {

    private static final byte[] TIME = {1, 2, 3};
    private static final String ID = "of-the-log";

    /** A log as Kafka keeps it: records at offsets, the oldest of them deleted. */
    private static final class Log {
        private final TreeMap<Long, byte[]> records = new TreeMap<>();
        private long next;

        long[] append(List<byte[]> added) {
            long[] offsets = new long[added.size()];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = next;
                records.put(next++, added.get(i));
            }
            // The end of a transaction takes an offset of its own.
            next++;
            return offsets;
        }

        void trim(long before) {
            records.headMap(before).clear();
        }

        long bytes() {
            return records.values().stream().mapToLong(r -> r.length).sum();
        }

        TaskRecord restore(KeyedState into) {
            return restore(into, Map.of());
        }

        TaskRecord restore(KeyedState into, Map<Integer, SegmentCopy> copies) {
            return read(into, copies).task();
        }

        StateRestore read(KeyedState into, Map<Integer, SegmentCopy> copies) {
            StateRestore restore = new StateRestore(into);
            long start = records.isEmpty() ? next : records.firstKey();
            copies.forEach((segment, copy) -> restore.load(segment, copy, ID, start, next));
            records.tailMap(restore.readFrom(start)).forEach(restore::accept);
            restore.finish();
            return restore;
        }
    }

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> image(KeyedState state) {
        Map<String, String> image = new TreeMap<>();
        state.forEach(row -> image.put(
                new String(row.bytes(), 0, row.keyLength(), StandardCharsets.UTF_8),
                row.timerMillis() + ":"
                        + Arrays.toString(Arrays.copyOfRange(
                                row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength()))));
        return image;
    }

    /** Some puts, changes, deletions and timers. */
    private static void change(KeyedState state, Random random, int keys) {
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            byte[] key = key(random.nextInt(keys));
            Row row = state.find(key, 0, key.length);
            if (row == null) {
                row = state.create(key, 0, key.length, random.nextInt(30));
            } else if (random.nextInt(4) == 0) {
                state.remove(row);
                continue;
            } else if (random.nextBoolean()) {
                state.resize(row, random.nextInt(60));
            }
            state.touch(row);
            for (int b = 0; b < row.valueLength(); b++) {
                row.bytes()[row.valueOffset() + b] = (byte) random.nextInt();
            }
            state.setTimer(row, random.nextBoolean() ? Row.NO_TIMER : random.nextLong() / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyCommitCanBeRestoredAndEveryAbortUndone(long seed) {
        Random random = new Random(seed);
        KeyedState state = new KeyedState();
        StateLog writer = new StateLog();
        Log log = new Log();
        long commit = 0;
        for (int round = 0; round < 300; round++) {
            Map<String, String> before = image(state);
            long sizeBefore = state.size();
            long bytesBefore = state.bytes();
            change(state, random, 50);
            StateLog.Frame frame = writer.frame(state, commit + 1, 1, 100 + commit, TIME, false);
            if (random.nextInt(5) == 0) {
                writer.undone();
                state.undo();
                assertThat(image(state))
                        .as("seed %d round %d: undone", seed, round)
                        .isEqualTo(before);
                assertThat(state.size()).isEqualTo(sizeBefore);
                assertThat(state.bytes()).isEqualTo(bytesBefore);
                continue;
            }
            commit++;
            writer.committed(log.append(frame.records()));
            state.committing();
            state.committed();
            log.trim(writer.trimBefore());
            KeyedState restored = new KeyedState();
            StateRestore read = log.read(restored, Map.of());
            TaskRecord task = read.task();
            assertThat(image(restored)).as("seed %d round %d", seed, round).isEqualTo(image(state));
            assertThat(restored.size()).isEqualTo(state.size());
            assertThat(restored.bytes()).isEqualTo(state.bytes());
            assertThat(restored.latestTimer()).isEqualTo(state.latestTimer());
            assertThat(task.commit()).isEqualTo(commit);
            assertThat(task.nextOffset()).isEqualTo(100 + commit - 1);
            assertThat(task.time()).isEqualTo(TIME);
            if (random.nextInt(10) == 0) {
                // Another owner goes on.
                state = restored;
                writer = read.writer();
            }
        }
        assertThat(writer.trimBefore()).as("the log was trimmed at all").isPositive();
    }

    /** Copies of whatever age, of other logs, of commits that never were, or none: the log makes good what they lack. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void stateFromCopiesAndLogIsStateFromTheLogAlone(long seed) {
        Random random = new Random(seed);
        KeyedState state = new KeyedState();
        StateLog writer = new StateLog();
        Log log = new Log();
        Map<Integer, SegmentCopy> copies = new TreeMap<>();
        int wholly = 0;
        for (int commit = 1; commit <= 3_200; commit++) {
            change(state, random, 300);
            StateLog.Frame frame = writer.frame(state, commit, 1, commit, TIME, true);
            long[] offsets = log.append(frame.records());
            writer.committed(offsets);
            state.committing();
            state.committed();
            log.trim(writer.trimBefore());
            boolean lazy = random.nextInt(480) == 0;
            for (StateLog.Base base : frame.bases()) {
                if (!lazy) {
                    copies.put(base.segment(), new SegmentCopy(ID, offsets[base.record()], 0, base.rows()));
                }
            }
            if (random.nextInt(800) == 0) {
                copies.remove(random.nextInt(KeyedState.SEGMENTS));
            }
            Map<Integer, SegmentCopy> seen = new TreeMap<>(copies);
            if (random.nextInt(3) == 0) {
                byte[] wrong = {1, 1, 'x', 1, 0};
                seen.put(
                        random.nextInt(KeyedState.SEGMENTS), new SegmentCopy("of another log", log.next - 1, 0, wrong));
                seen.put(random.nextInt(KeyedState.SEGMENTS), new SegmentCopy(ID, log.next, 0, wrong));
            }
            KeyedState restored = new KeyedState();
            TaskRecord task = log.restore(restored, seen);
            assertThat(image(restored)).as("seed %d commit %d", seed, commit).isEqualTo(image(state));
            assertThat(task.commit()).isEqualTo(commit);
            long start = log.records.firstKey();
            wholly += seen.size() == KeyedState.SEGMENTS
                            && seen.values().stream()
                                    .allMatch(copy -> copy.topicId().equals(ID)
                                            && copy.offset() >= start
                                            && copy.offset() < log.next)
                    ? 1
                    : 0;
        }
        assertThat(wholly).as("restores that needed the tail alone").isPositive();
    }

    /** A small state, of which four times are written before a turn, and one of which that would be more than 2 MiB. */
    @ParameterizedTest
    @ValueSource(ints = {3_000, 12_000})
    void theLogHoldsFourTimesTheStateAndWhatIsFree(int keys) {
        Random random = new Random(7);
        KeyedState state = new KeyedState();
        StateLog writer = new StateLog();
        Log log = new Log();
        long worst = 0;
        int turns = 0;
        long trimmed = 0;
        for (int commit = 1; commit <= 3_000; commit++) {
            for (int i = 0; i < 200; i++) {
                byte[] key = key(random.nextInt(keys));
                Row row = state.find(key, 0, key.length);
                if (row == null) {
                    row = state.create(key, 0, key.length, 40);
                }
                state.touch(row);
                row.bytes()[row.valueOffset()]++;
            }
            writer.committed(log.append(
                    writer.frame(state, commit, 1, commit, TIME, false).records()));
            state.committing();
            state.committed();
            log.trim(writer.trimBefore());
            turns += writer.trimBefore() > trimmed ? 1 : 0;
            trimmed = writer.trimBefore();
            if (commit > 500) {
                worst = Math.max(worst, log.bytes());
            }
        }
        long stored = state.bytes() + state.size() * 4;
        long free = Math.min(2 << 20, 4 * (state.bytes() + state.size() * 10));
        assertThat(worst).isBetween(free, 4 * stored + free);
        assertThat(turns).isBetween(5, 100);
    }

    @Test
    void commitsOfTimeAloneAreTrimmedToo() {
        KeyedState state = new KeyedState();
        state.create(key(1), 0, key(1).length, 40);
        StateLog writer = new StateLog();
        Log log = new Log();
        for (int commit = 1; commit <= 2_000; commit++) {
            writer.committed(log.append(
                    writer.frame(state, commit, 1, commit, TIME, false).records()));
            state.committing();
            state.committed();
            log.trim(writer.trimBefore());
        }
        assertThat(log.bytes()).isLessThan(6 * (60 + 3 * KeyedState.SEGMENTS));
        KeyedState restored = new KeyedState();
        assertThat(log.restore(restored).commit()).isEqualTo(2_000);
        assertThat(image(restored)).isEqualTo(image(state));
    }

    @Test
    void aLogIsTrimmedThoughNoOwnerWritesAWholeTurn() {
        Random random = new Random(11);
        KeyedState state = new KeyedState();
        StateLog writer = new StateLog();
        Log log = new Log();
        long worst = 0;
        for (int commit = 1; commit <= 3_000; commit++) {
            change(state, random, 300);
            writer.committed(log.append(
                    writer.frame(state, commit, 1, commit, TIME, false).records()));
            state.committing();
            state.committed();
            log.trim(writer.trimBefore());
            worst = Math.max(worst, log.bytes());
            if (commit % 5 == 0) {
                KeyedState restored = new KeyedState();
                writer = log.read(restored, Map.of()).writer();
                assertThat(image(restored)).isEqualTo(image(state));
                state = restored;
            }
        }
        assertThat(worst).isLessThan(6 * 300 * 60);
    }

    @Test
    void oneHugeKeyIsCutAndPutTogether() {
        KeyedState state = new KeyedState();
        Row row = state.create(key(1), 0, key(1).length, 3 << 20);
        new Random(1).nextBytes(row.bytes());
        System.arraycopy(key(1), 0, row.bytes(), 0, key(1).length);
        StateLog writer = new StateLog();
        StateLog.Frame frame = writer.frame(state, 1, 1, 0, TIME, false);
        assertThat(frame.records()).allMatch(record -> record.length <= Message.MAX_CHUNK + 32);
        Log log = new Log();
        writer.committed(log.append(frame.records()));
        KeyedState restored = new KeyedState();
        log.restore(restored);
        assertThat(image(restored)).isEqualTo(image(state));
    }

    @Test
    void aLogThatBeginsInTheMiddleOfAMessageIsRead() {
        KeyedState state = new KeyedState();
        StateLog writer = new StateLog();
        Log log = new Log();
        for (int commit = 1; commit <= 3; commit++) {
            byte[] key = key(commit);
            state.create(key, 0, key.length, 2 << 20);
            writer.committed(log.append(
                    writer.frame(state, commit, 1, commit, TIME, false).records()));
            state.committing();
            state.committed();
        }
        long middle = log.records.firstKey() + 1;
        log.trim(middle);
        assertThat(log.restore(new KeyedState()).commit()).isEqualTo(3);
    }

    @Test
    void timersOfARestoredStateFire() {
        KeyedState state = new KeyedState();
        state.setTimer(state.create(key(1), 0, key(1).length, 1), 10);
        state.setTimer(state.create(key(2), 0, key(2).length, 1), 20);
        Log log = new Log();
        log.append(new StateLog().frame(state, 1, 1, 0, TIME, false).records());
        KeyedState restored = new KeyedState();
        log.restore(restored);
        assertThat(restored.takeDue(15).timerMillis()).isEqualTo(Row.NO_TIMER);
        assertThat(restored.takeDue(15)).isNull();
        assertThat(restored.takeDue(20)).isNotNull();
        restored.undo();
        List<Long> fired = new ArrayList<>();
        while (restored.takeDue(Long.MAX_VALUE) != null) {
            fired.add(restored.firstTimer());
        }
        assertThat(fired).as("undone, both fire again").hasSize(2);
    }

    @Test
    void aNewerFormIsRefusedWithASentence() {
        byte[] record = {2, 1, 1, 0, 1};
        assertThatThrownBy(() -> new StateRestore(new KeyedState()).accept(0, record))
                .hasMessageContaining("format 2")
                .hasMessageContaining("start a newer Millrace");
    }
}
