package dev.millrace.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.io.delivery.OutputRecords;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.group.NamedGroup;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stage whose step has no windows and takes each partition as a group: where a group is found, and what is said of a late event. */
class OrderedStageTest {

    private static Stage stage() throws StateLostException {
        String yaml = "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  from: in\n  steps:\n"
                + "    - reorder: {hold: 10s}\n";
        PipelineResource pipeline =
                (PipelineResource) ResourceReader.read(yaml).resources().get(0);
        return Planner.plan(pipeline, 1, name -> new StreamRef(name, "id-of-" + name, 12, null, null), null)
                .stages()
                .get(0);
    }

    @Test
    void a_partition_is_found_in_its_task() throws StateLostException {
        assertThat(GroupTask.of(stage(), NamedGroup.ofPartition(12, "11"))).isEqualTo(11);
        assertThat(GroupTask.of(stage(), NamedGroup.ofPartition(12, "0"))).isZero();
    }

    @ParameterizedTest(name = "left {0}, time {1}, idle {2}")
    @CsvSource(delimiter = '|', textBlock = """
            60000               | 58500 | false | 1500                | events up to 1970-01-01T00:01:00Z had left in order; the event came 1s500ms behind them
            60000               | 59999 | true  | 1                   | events up to 1970-01-01T00:01:00Z had left in order because all inputs had been silent (idle-advance); the event came 1ms behind them
            9223372036854775807 | 7     | false | 9223372036854775800 | all events had left in order at the end of input
            9223372036854775807 | -7    | false | 9223372036854775807 | all events had left in order at the end of input
            """)
    void what_is_late_for_its_order_has_no_window(long left, long time, boolean idle, String lateBy, String reason)
            throws StateLostException {
        Stage stage = stage();
        Event event = new Event(
                "{}".getBytes(StandardCharsets.UTF_8),
                null,
                time,
                Op.INSERT,
                new Origin("in", 3, 5, 0, EventHeaders.NONE));
        Map<String, String> headers = new TreeMap<>();
        for (Header header : new OutputRecords(stage, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
                .late(event, stage.steps().get(0), Lateness.behind(left, time, idle))
                .headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        assertThat(headers)
                .containsEntry("mr-late-by", lateBy)
                .containsEntry("mr-late-reason", reason)
                .containsEntry("mr-source", "in/3/5")
                .doesNotContainKeys("mr-window-start", "mr-window-end");
    }
}
