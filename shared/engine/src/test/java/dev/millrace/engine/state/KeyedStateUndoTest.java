package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows beside a map that is copied whole at each commit: whatever was done, an undo gives the last commit that happened. */
class KeyedStateUndoTest {

    private static final int KEYS = 12;
    private static final int ACTIONS = 20_000;

    /** A row's value and timer as text. */
    private Map<String, String> now = new HashMap<>();

    private Map<String, String> underWay;
    private Map<String, String> committed = new HashMap<>();
    private final KeyedState state = new KeyedState();
    private long undone;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Row row) {
        return Arrays.toString(
                        Arrays.copyOfRange(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength()))
                + " at " + row.timerMillis();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void undoing(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ACTIONS; i++) {
            act(random);
            assertThat(rows()).as("seed " + seed + ", action " + i).isEqualTo(new TreeMap<>(now));
        }
        assertThat(undone)
                .as("undone with a commit under way and work behind it")
                .isGreaterThan(50);
    }

    private Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        state.forEach(row ->
                rows.put(new String(row.bytes(), row.keyOffset(), row.keyLength(), StandardCharsets.UTF_8), text(row)));
        return rows;
    }

    private void act(Random random) {
        switch (random.nextInt(12)) {
            case 0 -> {
                if (underWay == null) {
                    state.committing();
                    underWay = Map.copyOf(now);
                }
            }
            case 1 -> {
                if (underWay != null) {
                    state.committed();
                    committed = underWay;
                    underWay = null;
                }
            }
            case 2 -> {
                if (random.nextInt(4) == 0) {
                    undone += underWay != null && !underWay.equals(now) && !underWay.equals(committed) ? 1 : 0;
                    state.undo();
                    now = new HashMap<>(committed);
                    underWay = null;
                }
            }
            case 3 -> fire(random.nextInt(100));
            default -> change(random);
        }
    }

    private void fire(long time) {
        Row due = state.takeDue(time);
        boolean isDue = now.values().stream()
                .map(text -> Long.parseLong(text.substring(text.indexOf("at ") + 3)))
                .anyMatch(timer -> timer <= time);
        assertThat(due != null).isEqualTo(isDue);
        if (due != null) {
            note(due);
        }
    }

    private void note(Row row) {
        now.put(new String(row.bytes(), row.keyOffset(), row.keyLength(), StandardCharsets.UTF_8), text(row));
    }

    private void change(Random random) {
        byte[] key = utf8("k" + random.nextInt(KEYS));
        Row row = state.find(key, 0, key.length);
        if (row == null) {
            note(state.create(key, 0, key.length, random.nextInt(5)));
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                state.remove(row);
                now.remove(new String(key, StandardCharsets.UTF_8));
                return;
            }
            case 1 -> state.setTimer(row, random.nextInt(3) == 0 ? Row.NO_TIMER : random.nextInt(100));
            case 2 -> state.resize(row, random.nextInt(6));
            default -> {
                state.touch(row);
                if (row.valueLength() > 0) {
                    row.bytes()[row.valueOffset() + random.nextInt(row.valueLength())] = (byte) random.nextInt();
                }
            }
        }
        note(row);
    }

    @Test
    void oneCommitAtATime() {
        state.create(utf8("k"), 0, 1, 1);
        state.committing();
        assertThatThrownBy(state::committing).hasMessage("a commit is under way");
    }
}
