package dev.millrace.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.json.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentCopyTest {

    private static final byte[] ROWS = {1, 2, 3, 4};

    private static byte[] stored(String topicId, long offset) {
        return new SegmentCopy(topicId, offset, 1L << 41, ROWS).encode();
    }

    @Test
    void whatWasStoredIsRead() {
        SegmentCopy read = SegmentCopy.decode(stored("log", 1L << 40)).orElseThrow();
        assertThat(read.topicId()).isEqualTo("log");
        assertThat(read.offset()).isEqualTo(1L << 40);
        assertThat(read.millis()).isEqualTo(1L << 41);
        assertThat(read.rows()).isEqualTo(ROWS);
    }

    @Test
    void theRowsOfAGroupAreThoseWhoseKeysEndWithIt() {
        KeyedState state = new KeyedState();
        for (String key : List.of("1ab", "2ab", "1b", "b", "", "1abc")) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            state.setTimer(state.create(bytes, 0, bytes.length, 3), 7);
        }
        ByteSink rows = new ByteSink(64).put((char) state.size());
        state.forEach(row -> Rows.put(row, rows));
        SegmentCopy copy = new SegmentCopy("log", 0, 0, rows.toBytes());
        KeyedState found = new KeyedState();
        assertThat(copy.addRowsOf(new byte[] {'a', 'b'}, found)).isTrue();
        assertThat(copy.addRowsOf(new byte[] {'x'}, found)).isFalse();
        Set<String> keys = new TreeSet<>();
        found.forEach(row -> keys.add(new String(row.bytes(), 0, row.keyLength(), StandardCharsets.UTF_8)));
        assertThat(keys).containsExactly("1ab", "2ab");
    }

    @Test
    void everyDamageIsNoticed() {
        byte[] stored = stored("log", 77);
        for (int at = 0; at < stored.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = stored.clone();
                damaged[at] ^= (byte) (1 << bit);
                assertThat(SegmentCopy.decode(damaged))
                        .as("byte %d, bit %d", at, bit)
                        .isEmpty();
            }
        }
        for (int length = 0; length < stored.length; length++) {
            assertThat(SegmentCopy.decode(Arrays.copyOf(stored, length)))
                    .as("cut to %d", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "log, 5, log, 6, true, newer",
        "log, 6, log, 5, false, older: a put that was long under way",
        "log, 5, log, 5, false, the same",
        "old, 900, log, 5, true, the log was made anew",
        "log, 5, lag, 900, true, the one that is put now: whoever loads it looks at the id",
    })
    void theNewerOfOneLogStays(
            String presentId, long presentOffset, String nextId, long nextOffset, boolean replaces, String reason) {
        assertThat(SegmentCopy.replaces(stored(nextId, nextOffset), stored(presentId, presentOffset)))
                .as(reason)
                .isEqualTo(replaces);
    }

    @Test
    void anythingReplacesNothing() {
        assertThat(SegmentCopy.replaces(stored("log", 1), null)).isTrue();
        assertThat(SegmentCopy.replaces(stored("log", 1), new byte[0])).isTrue();
    }
}
