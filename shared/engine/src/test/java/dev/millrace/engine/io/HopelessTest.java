package dev.millrace.engine.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;

/** What a runner gives up on, and what it tries again. */
class HopelessTest {

    private static final StreamRef REF = new StreamRef("in", "id", 2, null, null);

    private final Hopeless hopeless = new Hopeless(
            new Stage(
                    "millrace.p_filter-1_1",
                    "transform-service",
                    List.of(REF),
                    List.of(),
                    null,
                    null,
                    REF,
                    REF,
                    Delivery.EXACTLY_ONCE,
                    30),
            "member");

    private void refuse(Exception e, long seconds) {
        hopeless.refuse(e, TimeUnit.SECONDS.toNanos(seconds));
    }

    private static OffsetOutOfRangeException outOfRange(int partition, long offset) {
        return new OffsetOutOfRangeException(Map.of(new TopicPartition("in", partition), offset));
    }

    @Test
    void a_place_that_was_trimmed_is_tried_once_more() {
        assertThatCode(() -> refuse(outOfRange(0, 5), 0))
                .as("another may own it by now")
                .doesNotThrowAnyException();
        assertThatCode(() -> refuse(outOfRange(1, 5), 0)).as("another one").doesNotThrowAnyException();
        assertThatCode(() -> refuse(outOfRange(0, 9), 900))
                .as("further on: lost once more")
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> refuse(outOfRange(0, 9), 901))
                .as("new clients stand there, too")
                .isInstanceOf(StageFailedException.class)
                .hasMessageContaining("events were removed before they were read");
    }

    @Test
    void a_name_that_two_processes_have_is_given_up_on() {
        FencedInstanceIdException fenced = new FencedInstanceIdException("fenced");
        assertThatCode(() -> refuse(fenced, 0)).as("a restart may do that").doesNotThrowAnyException();
        assertThatCode(() -> refuse(fenced, 61)).as("long after").doesNotThrowAnyException();
        assertThatThrownBy(() -> refuse(fenced, 120))
                .isInstanceOf(StageFailedException.class)
                .hasMessageContaining("give each process its own MILLRACE_INSTANCE");
    }

    @Test
    void what_a_person_must_see_is_thrown_as_it_is() {
        StageFailedException failed = new StageFailedException("a sentence");
        assertThatThrownBy(() -> refuse(new KafkaException("in a callback", failed), 0))
                .isSameAs(failed);
        assertThatCode(() -> refuse(new KafkaException("the network"), 0)).doesNotThrowAnyException();
    }
}
