package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipelines with state over HTTP: what is planned, made in Kafka, kept by the next generation, and removed in the end. */
class StatefulPlansTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client;
    private static KafkaView kafka;

    @BeforeAll
    static void connect() {
        client = new Client(PLATFORM.baseUrl());
        kafka = new KafkaView(PLATFORM.bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        kafka.close();
    }

    private static String stream(String name, String spec) {
        return "apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + name + "}\nspec: " + spec + "\n---\n";
    }

    private static String pipeline(String name, String from, String... steps) {
        return "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: " + name + "}\nspec:\n  from: " + from
                + "\n  steps:\n    - " + String.join("\n    - ", steps) + "\n";
    }

    private static String aggregate(String by, String more) {
        return "aggregate: {by: " + by + ", compute: {n: count()}, " + more + "}";
    }

    private static final String MINUTES = "window: {tumbling: 1m}";

    private static Map<String, Object> stage(String pipeline, int index) {
        return asMap(((List<?>) client.get("/v1/pipelines/" + pipeline + "/explain")
                        .json()
                        .get("stages"))
                .get(index));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object tree) {
        return (Map<String, Object>) tree;
    }

    private static List<?> inputs(String pipeline, int stage) {
        return (List<?>) stage(pipeline, stage).get("inputs");
    }

    @Test
    void aReaderGoesOnWhenItsStreamGetsAWriterOfItsOwn() {
        client.apply(stream("before", "{key: card, partitions: 2}")
                + stream("joined", "{key: card, partitions: 2}")
                + pipeline("joining", "joined", aggregate("card", "window: {tumbling: 366d}"), "select: [card, n]"));
        client.push("joined", sales(10));
        Client.until("they are counted", () -> hasReadAll("joining") && openWindows("joining") == 2);
        client.apply(pipeline("feeding", "before", "filter: card >= 0") + "  to: joined\n");
        client.push("before", sales(10));
        end("before");
        assertThat(client.values("joining", 2)).containsExactly("{\"card\":0,\"n\":10}", "{\"card\":1,\"n\":10}");
        assertThat(client.get("/v1/pipelines/joining/status").json()).containsEntry("state", "RUNNING");
    }

    @Test
    void internalTopicsAndLateStreamsComeAndGoWithThePipeline() {
        client.apply(stream("spread", "{partitions: 3}") + pipeline("counting", "spread", aggregate("shop", MINUTES)));
        String state = "millrace.counting_aggregate-1_1_state";
        String between = "millrace.counting_aggregate-1_1_repartition";
        assertThat(kafka.internalTopics("counting")).containsExactly(between, state);
        for (String topic : List.of(between, state)) {
            assertThat(kafka.partitions(topic)).isEqualTo(3);
            assertThat(kafka.config(topic, "cleanup.policy")).isEqualTo("delete");
            assertThat(kafka.config(topic, "retention.ms")).isEqualTo("-1");
            assertThat(kafka.config(topic, "retention.bytes")).isEqualTo("-1");
            assertThat(kafka.config(topic, "message.timestamp.type")).isEqualTo("LogAppendTime");
            assertThat(kafka.records(topic)).as("warmed up").hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(kafka.config(state, "segment.bytes")).isEqualTo(String.valueOf(32 << 20));
        assertThat(kafka.offsets("millrace.counting_aggregate-1_1"))
                .as("what lies between is read from its first record on")
                .hasSize(3);
        assertThat(stage("counting", 1).get("state")).isEqualTo("kept in " + state);
        assertThat(client.get("/v1/streams/counting.late").status()).isEqualTo(200);
        assertThat(client.delete("/v1/streams/counting.late").body())
                .contains("\"status\":409")
                .contains("counting");

        assertThat(client.delete("/v1/pipelines/counting").status()).isEqualTo(204);
        assertThat(kafka.internalTopics("counting")).isEmpty();
        assertThat(kafka.groups("counting")).isEmpty();
        assertThat(kafka.endedTasks("counting"))
                .as("every partition hears of every task that wrote it")
                .containsExactly("0/0", "0/1", "0/2", "1/0", "1/1", "1/2", "2/0", "2/1", "2/2");
        assertThat(client.delete("/v1/streams/counting.late").status()).isEqualTo(204);
    }

    @Test
    void stateGoesOnWhereTheStepIsTheSame() {
        client.apply(stream("keyed", "{key: card, partitions: 2}")
                + pipeline("keeping", "keyed", aggregate("card", MINUTES)));
        String state = "millrace.keeping_aggregate-1_1_state";
        String id = kafka.topicId(state);

        Client.Answer changed =
                client.apply(pipeline("keeping", "keyed", "filter: n > 0", aggregate("card", MINUTES), "map: {m: n}"));
        assertThat(changed.body()).contains("\"action\":\"changed\",\"generation\":2");
        assertThat(kafka.internalTopics("keeping")).containsExactly(state);
        assertThat(kafka.topicId(state)).isEqualTo(id);
        assertThat(kafka.groups("keeping")).containsExactly("millrace.keeping_aggregate-1_2");
        assertThat(stage("keeping", 0).get("state")).isEqualTo("kept in " + state);

        String other = pipeline("keeping", "keyed", aggregate("card", "window: {tumbling: 2m}"));
        Client.Answer refused = client.post("/v1/apply", "application/yaml", other);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .contains("step \\\"aggregate-1\\\"")
                .contains("its window changed")
                .contains("?reset=true");
        assertThat(client.post("/v1/apply", "application/yaml", pipeline("keeping", "keyed", "filter: n > 0"))
                        .status())
                .as("the step is gone")
                .isEqualTo(409);

        assertThat(client.put("/v1/pipelines/keeping?reset=true", other).body()).contains("\"generation\":3");
        assertThat(kafka.internalTopics("keeping")).containsExactly("millrace.keeping_aggregate-1_3_state");
        assertThat(client.post("/v1/apply?reset=true", "application/yaml", other)
                        .body())
                .as("also where nothing changed")
                .contains("\"generation\":4");
        assertThat(kafka.internalTopics("keeping")).containsExactly("millrace.keeping_aggregate-1_4_state");
    }

    @Test
    void aPurePipelineMayBecomeStatefulAndGoesOnWhereItWas() {
        client.apply(stream("growing", "{key: card, partitions: 1}") + pipeline("grown", "growing", "filter: n > 0"));
        client.push("growing", List.of("{\"card\":1,\"n\":1}", "{\"card\":2,\"n\":2}"));
        assertThat(client.values("grown", 2)).hasSize(2);
        TopicPartition source = new TopicPartition("growing", 0);
        Client.until(
                "it is committed",
                () -> kafka.offsets("millrace.grown_filter-1_1").get(source).offset() == 3);
        client.apply(pipeline("grown", "growing", "filter: n > 0", aggregate("card", MINUTES)));
        assertThat(kafka.offsets("millrace.grown_aggregate-1_2").get(source).offset())
                .isEqualTo(3);
        assertThat(kafka.internalTopics("grown")).containsExactly("millrace.grown_aggregate-1_2_state");
    }

    @Test
    void resetReadsAgainFromTheStart() {
        client.apply(stream("again", "{key: n, partitions: 1}") + pipeline("twice", "again", "filter: n > 0"));
        client.push("again", List.of("{\"n\":1}", "{\"n\":2}"));
        assertThat(client.values("twice", 2)).hasSize(2);
        client.put("/v1/pipelines/twice?reset=true", pipeline("twice", "again", "filter: n > 0"));
        assertThat(client.values("twice", 4)).containsExactly("{\"n\":1}", "{\"n\":1}", "{\"n\":2}", "{\"n\":2}");
    }

    @Test
    void anotherWatermarkIsANewGenerationOfEveryReader() {
        client.apply(stream("timed", "{key: card, partitions: 1, timestamp: {field: at}}")
                + pipeline("timing", "timed", aggregate("card", MINUTES)));
        String id = kafka.topicId("millrace.timing_aggregate-1_1_state");
        Client.Answer answer = client.put(
                "/v1/streams/timed",
                stream("timed", "{key: card, partitions: 1, timestamp: {field: at}, watermark: {maxDelay: 1m}}")
                        .replace("---\n", ""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "{\"kind\":\"Pipeline\",\"name\":\"timing\",\"action\":\"changed\",\"generation\":2,\"state\":[{\"step\":\"aggregate-1\",\"becomes\":\"kept\",");
        assertThat(kafka.topicId("millrace.timing_aggregate-1_1_state")).isEqualTo(id);
        assertThat(kafka.groups("timing")).containsExactly("millrace.timing_aggregate-1_2");
        assertThat(client.put(
                                "/v1/streams/timed",
                                stream("timed", "{key: other, partitions: 1, timestamp: {field: at}}")
                                        .replace("---\n", ""))
                        .status())
                .as("the key stays while it is used")
                .isEqualTo(409);
    }

    @Test
    void aStreamThatOnePipelineWritesAloneCarriesItsTime() {
        client.apply(stream("origin", "{key: n, partitions: 2}")
                + stream("middle", "{partitions: 3}")
                + pipeline("reading", "middle", "filter: n > 0"));
        assertThat(asMap(inputs("reading", 0).get(0))).doesNotContainKey("writers");
        Client.Answer written = client.apply(pipeline("writing", "origin", "filter: n > 0") + "  to: middle\n");
        assertThat(written.body())
                .as("the reader hears its writer from now on")
                .contains("{\"kind\":\"Pipeline\",\"name\":\"reading\",\"action\":\"changed\",\"generation\":2}");
        assertThat(asMap(inputs("reading", 0).get(0))).containsEntry("writers", 2L);
        assertThat(asMap(stage("writing", 0).get("output"))).containsEntry("writers", 2L);
        assertThat(client.apply(pipeline("writing", "origin", "filter: n > 0") + "  to: middle\n")
                        .body())
                .contains("\"unchanged\"");

        String second = pipeline("second", "origin", "filter: n > 1") + "  to: middle\n";
        Client.Answer refused = client.post("/v1/apply", "application/yaml", second);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .contains("\\\"writing\\\" alone")
                .contains("reading")
                .contains("second");
        assertThat(client.apply(stream("middle", "{partitions: 3, watermark: {maxDelay: 1s}}") + second)
                        .body())
                .as("where the stream itself says how time comes on, anybody may write")
                .contains("\"name\":\"writing\",\"action\":\"changed\"")
                .contains("\"name\":\"reading\",\"action\":\"changed\"");
        assertThat(asMap(inputs("reading", 0).get(0))).doesNotContainKey("writers");
        assertThat(kafka.endedTasks("middle")).containsExactly("0/0", "0/1", "1/0", "1/1", "2/0", "2/1");
    }

    @Test
    void updatesAreNotCountedTwice() {
        client.apply(stream("counted", "{key: card, partitions: 1}"));
        Client.Answer answer = client.post(
                "/v1/apply",
                "application/yaml",
                pipeline(
                        "recount",
                        "counted",
                        aggregate("card", MINUTES + ", emit: on-update"),
                        "aggregate: {window: {tumbling: 1h}, compute: {m: count()}}"));
        assertThat(answer.status()).isEqualTo(422);
        Map<String, Object> error = asMap(((List<?>) answer.json().get("errors")).get(0));
        assertThat(error).containsEntry("line", 8L).containsEntry("pointer", "/spec/steps/1/aggregate");
        assertThat((String) error.get("suggestion")).contains("retracting");
    }

    private static List<String> sales(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "{\"card\":" + n % 2 + ",\"at\":\"2001-01-01T00:00:0" + n % 10 + "Z\"}")
                .toList();
    }

    private static boolean hasReadAll(String pipeline) {
        Map<String, Object> status =
                client.get("/v1/pipelines/" + pipeline + "/status").json();
        return ((List<?>) status.get("stages"))
                .stream()
                        .map(StatefulPlansTest::asMap)
                        .allMatch(stage -> !((List<?>) stage.get("tasks")).isEmpty()
                                && Long.valueOf(0).equals(stage.get("lag")));
    }

    private static void end(String stream) {
        assertThat(client.post("/v1/streams/" + stream + "/watermark", "application/json", "{\"to\":\"end\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aGenerationCountsOnWhereTheOneBeforeStopped() {
        String hours = aggregate("card", "window: {tumbling: 1h}");
        client.apply(stream("sold", "{key: card, partitions: 2, timestamp: {field: at}}")
                + pipeline("tally", "sold", hours));
        client.push("sold", sales(100));
        Client.until("the first hundred is counted", () -> hasReadAll("tally") && openWindows("tally") == 2);
        client.apply(pipeline("tally", "sold", "filter: card < 9", hours, "select: [card, n]"));
        client.push("sold", sales(100));
        end("sold");
        assertThat(client.values("tally", 2)).containsExactly("{\"card\":0,\"n\":100}", "{\"card\":1,\"n\":100}");
    }

    private static long openWindows(String pipeline) {
        Map<String, Object> status =
                client.get("/v1/pipelines/" + pipeline + "/status").json();
        List<?> stages = (List<?>) status.get("stages");
        return ((Number) asMap(stages.get(stages.size() - 1)).get("openWindows")).longValue();
    }

    @Test
    void statusNamesThePartitionThatHoldsTimeBack() {
        client.apply(stream("held", "{key: card, partitions: 2, timestamp: {field: at}}")
                + pipeline("holding", "held", aggregate("[at]", "window: {tumbling: 1m}")));
        client.push("held", List.of("{\"card\":1,\"at\":\"2001-01-01T05:00:00Z\"}"));
        Client.until("a window is open", () -> openWindows("holding") == 1);
        Map<String, Object> status = client.get("/v1/pipelines/holding/status").json();
        Map<String, Object> holder =
                asMap(asMap(((List<?>) status.get("stages")).get(1)).get("heldBackBy"));
        assertThat(holder)
                .containsEntry("stage", "millrace.holding_aggregate-1.rekey_1")
                .containsEntry("stream", "held")
                .containsEntry("watermark", null);
        assertThat((String) ((List<?>) status.get("explanation")).get(0))
                .startsWith("1 window with 1 event waits for the watermark, which partition")
                .contains("of held");
        end("held");
        assertThat(client.values("holding", 1)).hasSize(1);
    }

    @Test
    void offsetsAreHandedOverWithWhatTheySay() {
        client.apply(stream("handed", "{partitions: 1}") + pipeline("handing", "handed", "filter: n > 0"));
        client.post("/v1/pipelines/handing/pause", "application/json", "");
        TopicPartition source = new TopicPartition("handed", 0);
        kafka.commit("millrace.handing_filter-1_1", Map.of(source, new OffsetAndMetadata(1, "1:41")));
        client.apply(pipeline("handing", "handed", "filter: n > 1"));
        assertThat(kafka.offsets("millrace.handing_filter-1_2").get(source))
                .isEqualTo(new OffsetAndMetadata(1, "1:41"));
    }
}
