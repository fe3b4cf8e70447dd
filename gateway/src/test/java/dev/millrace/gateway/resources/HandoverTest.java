package dev.millrace.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.engine.plan.PlannedStreams;
import dev.millrace.engine.plan.Planner;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a generation leaves to the next: offsets with what they say, topics, and tasks that are gone. */
class HandoverTest {

    /** Stream a has one partition, b two; c has one, which as many tasks write as there were generations. All are keyed by k. {@code agg} groups by k, {@code other} by something else. */
    private static Plan plan(String from, String steps, int generation, Plan before) throws Exception {
        String yaml = "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  from: " + from
                + "\n  to: out\n  steps:\n";
        for (String step : steps.split(" ")) {
            yaml += step.equals("filter")
                    ? "    - filter: n > " + generation + "\n"
                    : "    - aggregate: {by: " + (step.equals("agg") ? "k" : "o")
                            + ", window: {tumbling: 1m}, compute: {n: count()}}\n";
        }
        PlannedStreams streams = new PlannedStreams() {
            @Override
            public StreamRef ref(String name) {
                int partitions = name.equals("b") ? 2 : 1;
                return new StreamRef(
                                name, "id of " + name, partitions, new EventKey(List.of(FieldPath.parse("k"))), null)
                        .writtenBy(name.equals("c") ? generation : 0);
            }

            @Override
            public boolean isWrittenAlone(String name) {
                return true;
            }
        };
        PipelineResource pipeline =
                (PipelineResource) ResourceReader.read(yaml).resources().get(0);
        Plan plan = Planner.plan(pipeline, generation, streams, before);
        Map<String, String> ids = new HashMap<>();
        InternalTopics.of(plan).keySet().forEach(name -> ids.put(name, "id of " + name));
        return InternalTopics.withIds(plan, ids);
    }

    private static Map<TopicPartition, OffsetAndMetadata> reached(Plan plan) {
        Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
        plan.stages()
                .forEach(stage -> stage.inputs().forEach(input -> {
                    for (int p = 0; p < input.partitions(); p++) {
                        reached.put(new TopicPartition(input.stream(), p), new OffsetAndMetadata(10 + p, "1:77:w"));
                    }
                }));
        return reached;
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "b, filter,     b,        filter,     b-0 10 1:77:w  b-1 11 1:77:w, pure to pure goes on",
        "b, filter,     '[b, a]', filter,     b-0 10 1:77:w  b-1 11 1:77:w, another source is not known",
        "b, filter,     b,        agg,        b-0 10 1:0  b-1 11 1:0, pure to keyed counts anew",
        "b, agg,        b,        filter agg, b-0 10 1:77:w  b-1 11 1:77:w, state that is kept goes on",
        "b, filter,     b,        other,      b-0 10 1:77:w  b-1 11 1:77:w, the stage in front of a repartition topic is a pure one",
        "b, filter,     a,        filter,     '', another source alone",
        "c, filter,     c,        filter,     c-0 10 1:0, other tasks write the source: what was known of time does not fit",
        "c, agg,        c,        agg,        c-0 10 1:77:w, a stage with state knows its time from there"
    })
    void offsets(String from, String steps, String newFrom, String newSteps, String expected, String reason)
            throws Exception {
        Plan before = plan(from, steps, 1, null);
        Plan next = plan(newFrom, newSteps, 2, before);
        String offsets = Handover.offsets(next.stages().get(0), before, reached(before)).entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().offset() + " "
                        + e.getValue().metadata())
                .sorted()
                .collect(Collectors.joining("  "));
        assertThat(offsets).isEqualTo(expected);
    }

    @Test
    void aRepartitionTopicThatIsKeptIsReadOn() throws Exception {
        Plan before = plan("b", "other", 1, null);
        Plan next = plan("b", "filter other", 2, before);
        assertThat(Handover.offsets(next.stages().get(1), before, reached(before))
                        .get(new TopicPartition("millrace.p_aggregate-1_1_repartition", 1)))
                .isEqualTo(new OffsetAndMetadata(11, "1:77:w"));
        assertThat(Handover.hasState(next.stages().get(1), before)).isTrue();
        assertThat(Handover.hasState(next.stages().get(0), before)).isFalse();
        assertThat(Handover.obsolete(before, next)).isEmpty();
    }

    @Test
    void aPlanThatBeginsAnewLeavesItsTopicsBehind() throws Exception {
        Plan before = plan("b", "other", 1, null);
        assertThat(Handover.obsolete(before, plan("b", "other", 2, null)))
                .containsExactlyInAnyOrder("millrace.p_aggregate-1_1_repartition", "millrace.p_aggregate-1_1_state");
        assertThat(Handover.obsolete(before, null)).hasSize(2);
        assertThat(Handover.hasState(plan("b", "other", 2, null).stages().get(1), before))
                .isFalse();
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "'[a, b]', filter, b,  out 2, fewer tasks write the results: the last is gone",
        "b,        filter, '[a, b]', '', more tasks write them",
        "'[a, b]', other,  b,  millrace.p_aggregate-1_1_repartition 2, fewer tasks in front of the repartition topic",
        "'[a, b]', filter, '', out 0 1 2, the pipeline is deleted",
        "b,        other,  '', millrace.p_aggregate-1_1_repartition 0 1 out 0 1, both stages end"
    })
    void tasksThatAreGone(String from, String steps, String newFrom, String expected, String reason) throws Exception {
        Plan before = plan(from, steps, 1, null);
        List<Plan> after = newFrom.isEmpty() ? List.of() : List.of(plan(newFrom, steps, 2, before));
        String ended = Handover.ended(before, after).entrySet().stream()
                .map(e -> e.getKey().stream() + " "
                        + e.getValue().stream().map(entry -> "" + entry.task()).collect(Collectors.joining(" ")))
                .sorted()
                .collect(Collectors.joining(" "));
        assertThat(ended).isEqualTo(expected);
        assertThat(Handover.ended(before, after).values().stream().flatMap(List::stream))
                .allMatch(entry -> entry.equals(new Entry(entry.task(), Status.END, Long.MIN_VALUE)));
    }
}
