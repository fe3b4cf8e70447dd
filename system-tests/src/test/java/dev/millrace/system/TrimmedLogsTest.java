package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is committed and no more needed leaves the state log and the repartition topic, and what is left is enough to go on from. */
class TrimmedLogsTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static final String STAGE = "millrace.per-word_aggregate-1_1";

    @Test
    @Timeout(90)
    void logsAreTrimmedAndStateGoesOn() throws Exception {
        Client client = new Client(PLATFORM.baseUrl());
        client.apply("""
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: words}
                spec:
                  partitions: 1
                  timestamp: {field: at, format: epoch-ms}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: per-word}
                spec:
                  from: words
                  steps:
                    - aggregate:
                        by: word
                        window: {tumbling: 365d}
                        compute:
                          n: count()
                          sum: sum(n)
                """);
        Map<String, long[]> expected = new TreeMap<>();
        int pushed = 0;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", PLATFORM.bootstrapServers()))) {
            // Beyond the first offsets, so that at least one turn of bases has been committed and its past deleted.
            while (start(admin, STAGE + "_state") < 50 || start(admin, STAGE + "_repartition") < 50) {
                List<String> events = new ArrayList<>();
                for (int i = 0; i < 200; i++, pushed++) {
                    String word = "w" + pushed % 97;
                    events.add("{\"word\":\"" + word + "\",\"n\":" + pushed + ",\"at\":1000}");
                    long[] sums = expected.computeIfAbsent(word, w -> new long[2]);
                    sums[0]++;
                    sums[1] += pushed;
                }
                client.push("words", events);
            }
        }
        assertThat(client.post("/v1/pipelines/per-word/restart", "application/json", "")
                        .status())
                .isEqualTo(200);
        client.post("/v1/streams/words/watermark", "application/json", "{\"to\": \"end\"}");
        Map<String, List<Long>> told = new TreeMap<>();
        client.values("per-word", expected.size()).forEach(row -> {
            var tree = RealData.read(row);
            told.put(
                    tree.get("word").asText(),
                    List.of(tree.get("n").asLong(), tree.get("sum").asLong()));
        });
        Map<String, List<Long>> wanted = new TreeMap<>();
        expected.forEach((word, sums) -> wanted.put(word, List.of(sums[0], sums[1])));
        assertThat(told).isEqualTo(wanted);
    }

    private static long start(Admin admin, String topic) throws ExecutionException, InterruptedException {
        TopicPartition first = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(first, OffsetSpec.earliest()))
                .all()
                .get()
                .get(first)
                .offset();
    }
}
