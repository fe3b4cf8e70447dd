package dev.millrace.model.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.document.Problem;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.step.FilterSettings;
import dev.millrace.model.step.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ResourceReaderTest {

    private static final String GOOD = """
            apiVersion: millrace.dev/v1
            kind: Stream
            metadata: {name: payments}
            spec:
              key: card
              partitions: 4
              retention: 7d
              timestamp: {field: at, format: iso8601}
              watermark: {maxDelay: 2s, onIdle: hold}
            ---
            apiVersion: millrace.dev/v1
            kind: Pipeline
            metadata: {name: card-fraud}
            spec:
              from: payments
              start: 2026-01-01T00:00:00Z
              delivery: at-least-once
              steps:
                - filter: amount > 0
                - name: gross
                  map:
                    total: amount * 2
                    card.masked: "'***' + card.last"
                - select: [total, card]
                - filter: total > 5000
                - rename: {total: sum}
                - drop: card
                - aggregate:
                    by: sum
                    window: {tumbling: 1m, zone: Europe/Paris}
                    compute:
                      payments: count()
                      total: "sum(sum * 2)"
                    emit: {every: 1s}
                - filter: payments > 3
              to: fraud-alerts
              tests:
                - name: small payments are left out
                  given:
                    payments:
                      - {at: "2026-01-01T00:00:01Z", amount: 3000}
                  expect:
                    fraud-alerts:
                      - {sum: 6000}
            """;

    @Test
    void a_good_file_is_read_whole() {
        ResourceFile file = ResourceReader.read(GOOD);

        assertThat(file.problems()).isEmpty();
        StreamResource stream = (StreamResource) file.resources().get(0);
        assertThat(stream.spec())
                .isEqualTo(new StreamSpec(
                        List.of(FieldPath.parse("card")),
                        4,
                        Duration.ofDays(7),
                        Optional.of(new TimestampSpec(FieldPath.parse("at"), "iso8601")),
                        new WatermarkSpec(
                                Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(5), false)));
        PipelineResource pipeline = (PipelineResource) file.resources().get(1);
        assertThat(pipeline.spec().steps().stream().map(Step::id))
                .containsExactly(
                        "filter-1", "gross", "select-1", "filter-2", "rename-1", "drop-1", "aggregate-1", "filter-3");
        assertThat(pipeline.spec().start().time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(pipeline.spec().delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(pipeline.spec().to()).isEqualTo("fraud-alerts");
        assertThat(pipeline.spec().deadLetters()).isEqualTo("card-fraud.dead");
        assertThat(pipeline.spec().tests().get(0).expect())
                .isEqualTo(Map.of("fraud-alerts", List.of(Map.of("sum", 6000L))));
        assertThat(pipeline.document()).containsEntry("kind", "Pipeline");
        assertThat(pipeline.problem("/spec/from", "there is no such stream", null)
                        .toString())
                .isEqualTo("15:9: there is no such stream");
    }

    @Test
    void the_stored_document_reads_the_same() {
        ResourceFile file = ResourceReader.read(GOOD);
        for (Resource resource : file.resources()) {
            ResourceFile again = ResourceReader.read(JsonTree.writeText(resource.document()));
            assertThat(again.problems()).isEmpty();
            assertThat(again.resources().get(0).document()).isEqualTo(resource.document());
        }
    }

    @Test
    void a_step_survives_being_stored() {
        PipelineResource pipeline =
                (PipelineResource) ResourceReader.read(GOOD).resources().get(1);
        for (Step step : pipeline.spec().steps()) {
            Step back = Step.fromTree(JsonTree.readObject(JsonTree.write(step.toTree())));

            assertThat(back).isEqualTo(step);
            assertThat(back.settings()).isEqualTo(step.settings());
        }
        Step filter = Step.fromTree(pipeline.spec().steps().get(0).toTree());
        assertThat(filter.settings(FilterSettings.class).condition().line()).isEqualTo(19);
        assertThat(filter.settings(FilterSettings.class).condition().column()).isEqualTo(15);
    }

    @Test
    void defaults() {
        ResourceFile file = ResourceReader.read(
                "{\"apiVersion\": \"millrace.dev/v1\", \"kind\": \"Stream\", \"metadata\": {\"name\": \"a\"}}\n---\n"
                        + "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {from: [a, b]}");

        assertThat(file.problems()).isEmpty();
        assertThat(((StreamResource) file.resources().get(0)).spec()).isEqualTo(StreamSpec.DEFAULT);
        PipelineSpec spec = ((PipelineResource) file.resources().get(1)).spec();
        assertThat(spec.from()).containsExactly("a", "b");
        assertThat(spec.to()).isEqualTo("p");
        assertThat(spec.start()).isEqualTo(StartAt.EARLIEST);
    }

    private record Row(String spec, String message) {}

    private static final List<Row> STREAMS = List.of(
            new Row(
                    "retension: 7d",
                    "5:3: there is no setting \"retension\" in a stream's spec: expected key, partitions, retention, timestamp, watermark (did you mean \"retention\"?)"),
            new Row("schema: {}", "5:3: \"schema\" of a stream's spec is not built yet: leave it out"),
            new Row("dedupe: {id: x}", "5:3: \"dedupe\" of a stream's spec is not built yet: leave it out"),
            new Row("partitions: 0", "5:15: expected a whole number from 1 to 1024, found 0"),
            new Row("partitions: 1025", "5:15: expected a whole number from 1 to 1024, found 1025"),
            new Row("partitions: \"8\"", "5:16: expected a whole number from 1 to 1024, found the text \"8\""),
            new Row(
                    "retention: 7 days",
                    "5:14: \"7 days\" is not a duration: expected a whole number and ms, s, m, h or d, like 250ms or 10m"),
            new Row("retention: 0s", "5:14: expected more than 0s"),
            new Row(
                    "key: a + b",
                    "5:8: a key that is an expression is not built yet: expected a field path like card.id"),
            new Row("key: a..b", "5:8: \"a..b\" is not a field path: expected names joined by dots, like card.country"),
            new Row("key: []", "5:8: expected a field path like card.id, or a list of them, found an empty list"),
            new Row(
                    "timestamp: {format: epoch-ms}",
                    "5:14: \"field\" is missing: expected the field that holds the event's time"),
            new Row(
                    "timestamp: {field: at, format: iso8061}",
                    "5:34: \"iso8061\" is not a format of times: expected iso8601, epoch-s, epoch-ms, epoch-us, epoch-ns or a pattern like yyyy-MM-dd HH:mm:ss (did you mean \"iso8601\"?)"),
            new Row("watermark: {onIdle: stop}", "5:23: expected one of advance, hold, found \"stop\""),
            new Row("watermark: 5s", "5:14: expected a mapping of settings for a watermark, found the text \"5s\""));

    @TestFactory
    Stream<DynamicTest> streams_with_a_mistake() {
        return rows("Stream", STREAMS, "");
    }

    private static final List<Row> PIPELINES = List.of(
            new Row(
                    "delivery: exactly_once",
                    "6:13: expected one of exactly-once, at-least-once, at-most-once, found \"exactly_once\" (did you mean \"exactly-once\"?)"),
            new Row("onError: {retry: {attempts: 5}}", "6:13: \"retry\" of onError is not built yet: leave it out"),
            new Row(
                    "start: yesterday",
                    "6:10: \"yesterday\" is not a start: expected earliest, latest or a time like 2026-01-01T00:00:00Z"),
            new Row(
                    "to: payments",
                    "6:7: the pipeline would read its own results: \"payments\" is what it writes to (give another stream as to)"),
            new Row(
                    "to: Fraud_Alerts",
                    "6:7: \"Fraud_Alerts\" is not a name: expected 1 to 100 of a-z, 0-9, . and -, first and last of a-z and 0-9 (did you mean \"fraud-alerts\"?)"),
            new Row(
                    "steps: [{filtre: a}]",
                    "6:12: there is no step \"filtre\": expected one of filter, map, select, drop, rename, aggregate, reorder, dedupe, batch, topK, timeseries (did you mean \"filter\"?)"),
            new Row(
                    "steps: [{join: {with: orders}}]",
                    "6:12: the step \"join\" is not built yet: there are filter, map, select, drop, rename, aggregate, reorder, dedupe, batch, topK, timeseries"),
            new Row(
                    "steps: [{name: x}]",
                    "6:11: a step needs an operator, one of filter, map, select, drop, rename, aggregate, reorder, dedupe, batch, topK, timeseries"),
            new Row(
                    "steps: [{filter: a, map: {b: c}}]",
                    "6:23: a step has one operator, and \"filter\" is here already: start another step with -"),
            new Row(
                    "steps: [{filter: a, nme: b}]",
                    "6:23: there is no \"nme\" beside \"filter\": expected name (did you mean \"name\"?)"),
            new Row(
                    "steps: [{filter: a, name: a.b}]",
                    "6:29: \"a.b\" is not a step's name: expected 1 to 64 of a-z, 0-9 and -, not at either end -"),
            new Row(
                    "steps: [{filter: a, name: x}, {drop: b, name: x}]",
                    "6:33: another step of this pipeline is called \"x\": each needs a name of its own"),
            new Row(
                    "steps: [{filter: '1 + 1'}]",
                    "6:21: a filter needs a condition that is true or false, this expression is of type int"),
            new Row("steps: [{map: {}}]", "6:17: expected a mapping of field to expression, found an empty one"),
            new Row("steps: [{map: {a: 1, a.b: 2}}]", "6:17: \"a.b\" lies in \"a\", which is named in this step too"),
            new Row("steps: [{drop: [a, a]}]", "6:18: \"a\" is named twice in this step"),
            new Row("steps: [{rename: {a: c, b: c}}]", "6:20: \"c\" is named twice in this step"),
            new Row(
                    "steps: [{filter: {a: b}}]",
                    "6:20: expected an expression like amount > 5, found a mapping (an expression that starts with { or [ needs quotes)"),
            new Row(
                    "steps: [{select: [amount]}, {filter: amuont > 1}]",
                    "6:40: there is no field \"amuont\" at this step (did you mean \"amount\"?)"),
            new Row(
                    "steps: [{select: amount}, {rename: {amuont: b}}]",
                    "6:47: there is no field \"amuont\" at this step (did you mean \"amount\"?)"),
            new Row(
                    "tests: [{name: t, given: {paymnts: []}, expect: {p: []}}]",
                    "6:29: \"paymnts\" cannot stand under given: this pipeline has payments there (did you mean \"payments\"?)"),
            new Row(
                    "tests: [{name: t, given: {payments: [5]}, expect: {p: []}}]",
                    "6:40: expected an event like {amount: 5}, found 5"),
            new Row(
                    "tests: [{name: t, given: {payments: []}, expect: {p: [], p.dead: [], p.late: []}}]",
                    "6:72: \"p.late\" cannot stand under expect: this pipeline has p, p.dead there"));

    @TestFactory
    Stream<DynamicTest> pipelines_with_a_mistake() {
        return rows("Pipeline", PIPELINES, "  from: payments\n");
    }

    @Test
    void late_events_may_be_expected_where_events_can_be_late() {
        String text = """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: p}
                spec:
                  from: payments
                  steps:
                    - aggregate: {window: {tumbling: 1m}, late: {to: missed}, compute: {n: count()}}
                    - aggregate: {window: {tumbling: 1h}, compute: {n: sum(n)}}
                    - aggregate: {window: {tumbling: 1h, time: processing}, compute: {n: sum(n)}}
                  tests: [{name: t, given: {payments: []}, expect: {p: [], p.dead: [], missed: [], p.late: []}}]
                """;

        assertThat(ResourceReader.read(text).problems()).isEmpty();
    }

    private static Stream<DynamicTest> rows(String kind, List<Row> rows, String before) {
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.spec, () -> {
                    String text = "apiVersion: millrace.dev/v1\nkind: " + kind + "\nmetadata: {name: p}\nspec:\n"
                            + before + "  " + row.spec + "\n";
                    List<Problem> problems = ResourceReader.read(text).problems();
                    assertThat(problems.stream().map(Problem::toString)).containsExactly(row.message);
                }));
    }

    @Test
    void fields_fixed_by_select_are_followed_through_the_steps() {
        String steps =
                "  from: a\n  steps:\n    - select: [x, y.z]\n    - map: {w: x + 1}\n    - drop: x\n    - rename: {w: v}\n";
        String head = "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n";

        assertThat(ResourceReader.read(head + steps + "    - filter: v > 1 && y.z.q == 2\n")
                        .problems())
                .isEmpty();
        assertThat(ResourceReader.read(head + steps + "    - filter: x > 1 && w > 2\n")
                        .problems())
                .hasSize(2);
    }

    @Test
    void everything_is_named_in_one_answer() {
        ResourceFile file = ResourceReader.read("""
                apiVersion: millrace.dev/v2
                kind: Steam
                metadata: {nme: x}
                ---
                apiVersion: millrace.dev/v1
                kind: Table
                metadata: {name: millrace.x}
                spec: {}
                ---
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: a}
                ---
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: a}
                spec: {partitions: many, retention: soon}
                """);

        assertThat(file.problems().stream().map(Problem::toString))
                .containsExactly(
                        "1:13: expected one of millrace.dev/v1, found \"millrace.dev/v2\" (did you mean \"millrace.dev/v1\"?)",
                        "2:7: there is no kind \"Steam\": expected Stream or Pipeline (did you mean \"Stream\"?)",
                        "3:11: \"name\" is missing: expected a name like payments",
                        "3:12: there is no setting \"nme\" in metadata: expected annotations, labels, name (did you mean \"name\"?)",
                        "6:7: the kind Table is not built yet: there are Stream and Pipeline",
                        "7:18: \"millrace.x\" starts with millrace., which is kept for Millrace itself",
                        "16:18: this file declares the Stream \"a\" twice",
                        "17:20: expected a whole number from 1 to 1024, found the text \"many\"",
                        "17:37: \"soon\" is not a duration: expected a whole number and ms, s, m, h or d, like 250ms or 10m");
        assertThat(file.resources()).hasSize(1);
        assertThat(ResourceReader.read("").problems()).hasSize(1);
        assertThat(ResourceReader.read("- a").problems().get(0).detail()).contains("found a list");
    }
}
