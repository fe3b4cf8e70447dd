package dev.millrace.gateway.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.WatermarkMarker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SubscribeRoutesTest {

    @TempDir
    static Path folder;

    private static SubscribingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = SubscribingGateway.start(folder);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void latestGivesWhatComesAfterConnecting() throws Exception {
        gateway.stream("latest", 3);
        gateway.write("latest", 0, "k", "{\"n\":0}");
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/latest/events"))) {
            assertThat(client.response().statusCode()).isEqualTo(200);
            assertThat(client.response().headers().map())
                    .containsEntry("Content-Type", List.of("text/event-stream"))
                    .containsEntry("Cache-Control", List.of("no-cache"))
                    .containsEntry("X-Accel-Buffering", List.of("no"));
            assertThat(client.next().event()).isEqualTo("id");
            gateway.write("latest", 1, "k", "{\"n\":1}");
            gateway.write("latest", 0, "k", "{\n  \"n\":2\r\n}");
            List<SseClient.Frame> frames = client.take(2);
            assertThat(frames)
                    .extracting(SseClient.Frame::data)
                    .containsExactlyInAnyOrder("{\"n\":1}", "{\n  \"n\":2\n}");
            assertThat(frames).extracting(SseClient.Frame::event).containsOnly("event");
        }
    }

    @Test
    void fromEveryIdExactlyTheRestFollows() throws Exception {
        gateway.stream("resume", 3);
        for (int n = 0; n < 20; n++) {
            gateway.write("resume", n * 7 % 3, "k" + n, "{\"n\":" + n + "}");
        }
        List<SseClient.Frame> all;
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/resume/events?from=earliest"))) {
            all = client.take(20);
        }
        assertThat(all).extracting(SseClient.Frame::data).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            List<String> rest =
                    all.subList(i + 1, 20).stream().map(SseClient.Frame::data).toList();
            String id = all.get(i).id();
            try (SseClient client = i % 2 == 0
                    ? SseClient.open(gateway.uri("/v1/streams/resume/events?from=" + id))
                    : SseClient.open(gateway.uri("/v1/streams/resume/events"), "Last-Event-ID", id)) {
                assertThat(client.take(rest.size()))
                        .extracting(SseClient.Frame::data)
                        .containsExactlyInAnyOrderElementsOf(rest);
                assertThat(client.hasMore()).isFalse();
            }
        }
    }

    @Test
    void aTimeStartsAtTheFirstEventThatArrivedThen() throws Exception {
        gateway.stream("time", 1);
        gateway.write("time", 0, null, "{\"n\":0}");
        long before = System.currentTimeMillis() + 1;
        Eventually.holds("a later millisecond", () -> System.currentTimeMillis() > before);
        String time = java.time.Instant.ofEpochMilli(before).toString();
        gateway.write("time", 0, null, "{\"n\":1}");
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/time/events?from=" + time))) {
            assertThat(client.nextEvent().data()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void aKeySelectsAndALimitEnds() throws Exception {
        gateway.stream("keyed", 2);
        for (int n = 0; n < 10; n++) {
            gateway.write("keyed", n % 2, n % 4 == 0 ? "ä" : "b", "{\"n\":" + n + "}");
        }
        try (SseClient client =
                SseClient.open(gateway.uri("/v1/streams/keyed/events?from=earliest&key=%C3%A4&limit=2"))) {
            assertThat(client.take(3))
                    .extracting(SseClient.Frame::data)
                    .containsExactly("{\"n\":0}", "{\"n\":4}", "{\"reason\":\"limit\"}");
            assertThat(client.nextEvent().event()).isEqualTo("closed");
        }
    }

    @Test
    void operationsAreNamedMarkersAndAbortedEventsAreNotShown() throws Exception {
        gateway.stream("ops", 1);
        ProducerRecord<byte[], byte[]> marker = new ProducerRecord<>("ops", 0, null, null);
        marker.headers().add(RecordHeaders.MARK, new WatermarkMarker(List.of()).encode());
        try (SseClient live = SseClient.open(gateway.uri("/v1/streams/ops/events"));
                Producer<byte[], byte[]> producer =
                        gateway.producer(Map.of("transactional.id", "ops", "transaction.timeout.ms", 10_000))) {
            assertThat(live.next().event()).isEqualTo("id");
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(marker);
            producer.send(SubscribingGateway.record("ops", 0, null, "{\"n\":\"aborted\"}"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            ProducerRecord<byte[], byte[]> retract = SubscribingGateway.record("ops", 0, null, "{\"n\":1}");
            retract.headers().add(RecordHeaders.OP, "retract".getBytes());
            producer.send(retract);
            producer.commitTransaction();
            SseClient.Frame first = live.nextEvent();
            assertThat(first.event() + first.data()).isEqualTo("retract{\"n\":1}");
            try (SseClient again = SseClient.open(gateway.uri("/v1/streams/ops/events?from=earliest"))) {
                assertThat(again.nextEvent().data()).isEqualTo("{\"n\":1}");
            }
            gateway.write("ops", 0, null, "{\"n\":2}");
            assertThat(live.nextEvent().data()).isEqualTo("{\"n\":2}");
        }
    }

    @Test
    void whatRetentionRemovedIsAGap() throws Exception {
        gateway.stream("gap", 2);
        for (int n = 0; n < 10; n++) {
            gateway.write("gap", n % 2, null, "{\"n\":" + n + "}");
        }
        String id;
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/gap/events?from=earliest"))) {
            id = client.next().id();
            client.take(10);
        }
        gateway.admin()
                .deleteRecords(Map.of(new TopicPartition("gap", 1), RecordsToDelete.beforeOffset(3)))
                .all()
                .get();
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/gap/events?last_event_id=" + id))) {
            SseClient.Frame gap = client.nextEvent();
            assertThat(gap.event()).isEqualTo("gap");
            assertThat(gap.data()).isEqualTo("{\"reason\":\"retention\",\"partition\":1,\"from\":0,\"to\":3}");
            assertThat(client.take(7))
                    .extracting(SseClient.Frame::data)
                    .containsExactlyInAnyOrder(
                            "{\"n\":0}", "{\"n\":2}", "{\"n\":4}", "{\"n\":6}", "{\"n\":8}", "{\"n\":7}", "{\"n\":9}");
        }
    }

    @Test
    void aPlaceThatKafkaDoesNotHaveIsAGapAfterAWhile() throws Exception {
        long topic = gateway.stream("lost", 2);
        gateway.write("lost", 0, null, "{\"n\":0}");
        String id = Cursor.of(topic, new long[] {0, 40}).encode();
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/lost/events?from=" + id))) {
            SseClient.Frame gap = client.nextEvent();
            assertThat(gap.data()).isEqualTo("{\"reason\":\"truncated\",\"partition\":1,\"from\":40,\"to\":0}");
            gateway.write("lost", 1, null, "{\"n\":1}");
            assertThat(client.take(2))
                    .extracting(SseClient.Frame::data)
                    .containsExactlyInAnyOrder("{\"n\":0}", "{\"n\":1}");
        }
    }

    @Test
    void aCursorOfFewerPartitionsGetsTheNewOnesFromTheirStart() throws Exception {
        long topic = gateway.stream("grown", 2);
        gateway.write("grown", 0, null, "{\"n\":0}");
        gateway.write("grown", 1, null, "{\"n\":1}");
        String id = Cursor.of(topic, new long[] {1}).encode();
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/grown/events?from=" + id))) {
            assertThat(client.nextEvent().data()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void aStreamMadeAgainIsAGapAndADeletedOneEnds() throws Exception {
        gateway.stream("again", 1);
        gateway.write("again", 0, null, "{\"n\":0}");
        String id;
        try (SseClient client = SseClient.open(gateway.uri("/v1/streams/again/events?from=earliest"))) {
            id = client.nextEvent().id();
            gateway.forget("again");
            assertThat(client.nextEvent().event()).isEqualTo("end");
            assertThat(client.nextEvent().event()).isEqualTo("closed");
        }
        gateway.deleteTopic("again");
        gateway.stream("again", 1);
        gateway.write("again", 0, null, "{\"n\":1}");
        try (SseClient client =
                SseClient.open(gateway.uri("/v1/streams/again/events?from=latest"), "Last-Event-ID", id)) {
            assertThat(client.take(2))
                    .extracting(SseClient.Frame::data)
                    .containsExactly("{\"reason\":\"recreated\"}", "{\"n\":1}");
        }
    }

    @Test
    void reconnectingWhileEventsAreWrittenGivesEachOnce() throws Exception {
        int count = 20_000;
        gateway.stream("busy", 4);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int n = 0; n < count; n++) {
                gateway.producer().send(SubscribingGateway.record("busy", n % 4, null, "{\"n\":" + n + "}"));
            }
        });
        List<String> seen = new ArrayList<>();
        String from = "earliest";
        for (int round = 0; seen.size() < count; round++) {
            try (SseClient client = SseClient.open(gateway.uri("/v1/streams/busy/events?from=" + from))) {
                for (SseClient.Frame frame : client.take(Math.min(count - seen.size(), 100 + round * 373 % 2000))) {
                    seen.add(frame.data());
                    from = frame.id();
                }
            }
        }
        writing.get(30, TimeUnit.SECONDS);
        assertThat(seen).hasSize(count).doesNotHaveDuplicates();
    }
}
