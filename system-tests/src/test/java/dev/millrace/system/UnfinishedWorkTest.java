package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Plan;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.ResourceRecords;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredPipeline.Goal;
import dev.millrace.platform.resources.SystemTopics;
import dev.millrace.standalone.PlatformInOneJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed leaves work behind, written down or lying around; the next one finishes it. */
class UnfinishedWorkTest {

    private static final TopicPartition SOURCE = new TopicPartition("source", 0);

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void theNextWriterFinishesWhatWasBegun() {
        PlatformInOneJvm platform = PlatformInOneJvm.in(folder.resolve("data"));
        try (PlatformInOneJvm first = platform.start();
                KafkaView kafka = new KafkaView(first.bootstrapServers())) {
            new Client(first.baseUrl())
                    .apply("""
                    apiVersion: millrace.dev/v1
                    kind: Stream
                    metadata: {name: source}
                    spec: {key: card, partitions: 1}
                    ---
                    """ + aggregate("going") + "---\n" + aggregate("changing") + "---\n" + aggregate("anew"));
            for (String pipeline : new String[] {"going", "changing", "anew"}) {
                new Client(first.baseUrl()).post("/v1/pipelines/" + pipeline + "/pause", "application/json", "");
            }
            kafka.commit("millrace.changing_aggregate-1_1", Map.of(SOURCE, new OffsetAndMetadata(1, "1:0")));
        }
        try (PlatformInOneJvm second = platform.start();
                KafkaView kafka = new KafkaView(second.bootstrapServers())) {
            StoredPipeline going = stored(kafka, "going");
            write(kafka, new StoredPipeline(going.resource(), Goal.DELETING, going.plan(), null, null));
            StoredPipeline changing = stored(kafka, "changing");
            write(
                    kafka,
                    new StoredPipeline(
                            changing.resource(), Goal.CHANGING, changing.plan(), next(changing.plan()), null));
            kafka.create("millrace.never_aggregate-1_7_state");
            kafka.commit("millrace.never_aggregate-1_7", Map.of(SOURCE, new OffsetAndMetadata(0)));
        }
        try (PlatformInOneJvm third = platform.start();
                KafkaView kafka = new KafkaView(third.bootstrapServers())) {
            Client client = new Client(third.baseUrl());
            Client.until(
                    "the delete is finished",
                    () -> client.get("/v1/pipelines/going").status() == 404);
            assertThat(kafka.internalTopics("going")).isEmpty();
            assertThat(kafka.groups("going")).isEmpty();
            assertThat(kafka.endedTasks("going")).containsExactly("0/0");

            Client.until(
                    "the change is finished",
                    () -> status(client, "changing").get("generation").equals(2L));
            Client.until(
                    "the old group is gone",
                    () -> kafka.groups("changing").equals(java.util.Set.of("millrace.changing_aggregate-1_2")));
            assertThat(kafka.internalTopics("changing"))
                    .as("its state goes on")
                    .containsExactly("millrace.changing_aggregate-1_1_state");
            assertThat(kafka.offsets("millrace.changing_aggregate-1_2")
                            .get(SOURCE)
                            .offset())
                    .isEqualTo(1);
            assertThat(status(client, "changing")).containsEntry("state", "PAUSED");

            Client.until(
                    "what no plan has is removed",
                    () -> kafka.internalTopics("never").isEmpty());
            assertThat(kafka.groups("never")).isEmpty();
            assertThat(kafka.internalTopics("anew")).as("what a plan has stays").hasSize(1);
            assertThat(kafka.groups("anew")).hasSize(1);
        }
    }

    private static String aggregate(String name) {
        return """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: source
                  steps:
                    - aggregate:
                        by: card
                        window: {tumbling: 1m}
                        compute: {n: count()}
                """.formatted(name);
    }

    private static Map<String, Object> status(Client client, String pipeline) {
        return client.get("/v1/pipelines/" + pipeline + "/status").json();
    }

    private static StoredPipeline stored(KafkaView kafka, String pipeline) {
        Catalog catalog = Catalog.EMPTY;
        for (ConsumerRecord<byte[], byte[]> record : kafka.records(SystemTopics.RESOURCES)) {
            catalog = ResourceRecords.apply(catalog, new String(record.key(), StandardCharsets.UTF_8), record.value());
        }
        return catalog.pipelines().get(pipeline);
    }

    private static void write(KafkaView kafka, StoredPipeline pipeline) {
        kafka.write(
                SystemTopics.RESOURCES, ResourceRecords.pipelineKey(pipeline.name()), ResourceRecords.write(pipeline));
    }

    /** The same work as generation 2: other groups, the same state. */
    private static Plan next(Plan plan) {
        String tree = JsonTree.writeText(plan.toTree())
                .replace("\"generation\":1", "\"generation\":2")
                .replace("_aggregate-1_1\"", "_aggregate-1_2\"");
        return Plan.fromTree(JsonTree.readObject(tree.getBytes(StandardCharsets.UTF_8)));
    }
}
