package dev.millrace.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushOutcome.Failure;
import dev.millrace.platform.push.PushOutcome.Reject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushResultTest {

    @Test
    void indexesCountOverAllMessages() {
        PushResult result = new PushResult(2);
        result.add(PushOutcome.done(10, 9, 1, List.of(new Reject(3, "a")), new long[] {5, -1}));
        result.add(PushOutcome.done(1, 0, 1, List.of(new Reject(0, "b")), new long[0]));
        result.add(PushOutcome.done(10, 9, 1, List.of(new Reject(9, "c")), new long[] {4, 8}));
        assertThat(result.errors())
                .containsExactly(
                        Map.of("index", 3L, "detail", "a"),
                        Map.of("index", 10L, "detail", "b"),
                        Map.of("index", 20L, "detail", "c"));
        assertThat(result.accepted()).isEqualTo(18);
        assertThat(result.rejected()).isEqualTo(3);
        assertThat(result.nextOffsets()).containsExactly(5, 8);
        assertThat(result.failure()).isEqualTo(Failure.NONE);
    }

    @Test
    void theFirstFailureSaysFromWhereOn() {
        PushResult result = new PushResult(1);
        result.add(PushOutcome.done(10, 10, 0, List.of(), new long[] {10}));
        result.add(new PushOutcome(5, 4, 0, List.of(), new long[] {14}, Failure.UNAVAILABLE, 4, "full"));
        result.add(PushOutcome.failed(Failure.UNAVAILABLE, "earlier"));
        assertThat(result.errors()).containsExactly(Map.of("fromIndex", 14L, "detail", "full"));
        assertThat(PushAnswers.hasCursor(result)).isTrue();
    }

    @Test
    void oneUnknownOutcomeMakesAllUnknown() {
        PushResult result = new PushResult(1);
        result.add(PushOutcome.failed(Failure.UNAVAILABLE, "full"));
        result.add(PushOutcome.failed(Failure.UNKNOWN, "silent"));
        assertThat(result.failure()).isEqualTo(Failure.UNKNOWN);
        assertThat(result.detail()).isEqualTo("silent");
        assertThat(PushAnswers.hasCursor(result)).isFalse();
    }

    @Test
    void whenNothingWasKeptThereIsNoCursor() {
        PushResult result = new PushResult(1);
        result.add(PushOutcome.failed(Failure.UNAVAILABLE, "full"));
        assertThat(PushAnswers.hasCursor(result)).isFalse();
    }
}
