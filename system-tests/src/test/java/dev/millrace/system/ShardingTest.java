package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which partition an event lies, whoever wrote it; what follows from that for order, for plans, and for what may change. */
class ShardingTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    /** A prime, so that keys that differ a little lie far apart. */
    private static final int PARTITIONS = 7;

    private static Client client;
    private static KafkaView kafka;

    @BeforeAll
    static void connect() {
        client = new Client(PLATFORM.baseUrl());
        kafka = new KafkaView(PLATFORM.bootstrapServers());
        client.apply(stream("by-field", "{key: k, partitions: " + PARTITIONS + "}")
                + stream("by-list", "{key: [k, place.zip], partitions: " + PARTITIONS + "}")
                + stream("copied", "{key: k, partitions: " + PARTITIONS + "}")
                + pipeline("copying", "by-list", "filter: event != null")
                + "  to: copied\n");
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

    /** What Kafka's own clients do with a key. */
    private static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** All but what made sure that the new topic takes records, and markers. */
    private static List<ConsumerRecord<byte[], byte[]>> events(String stream) {
        return kafka.records(stream).stream()
                .filter(record -> record.value() != null)
                .toList();
    }

    @ParameterizedTest(name = "{2} of {1}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "by-field | {\"k\":\"A\"} | A | text as it is, without its quotes",
                "by-field | {\"k\":\"\\u0041\"} | A | an escape is the character it stands for",
                "by-field | {\"k\":\"a\\\"b\\\\c\\/d\\n\"} | `a\"b\\c/d\n` | all escapes are decoded",
                "by-field | {\"k\":\"Zürich\"} | Zürich | UTF-8",
                "by-field | {\"k\":\"Z\\u00fcrich\"} | Zürich | the same text",
                "by-field | {\"k\":\"東京 😀\"} | 東京 😀 | beyond the first plane, too",
                "by-field | {\"k\":\"\\u6771\\u4eac \\ud83d\\ude00\"} | 東京 😀 | and where it is escaped",
                "by-field | {\"k\":\"Zu\\u0308rich\"} | Zu\u0308rich | another sequence of characters is another key, however it looks",
                "by-field | {\"k\":\" A \"} | ` A ` | spaces count",
                "by-field | {\"k\":1} | 1 | an integer",
                "by-field | {\"k\":1.0} | 1 | the same number",
                "by-field | {\"k\":10e-1} | 1 | the same number",
                "by-field | {\"k\":\"1\"} | 1 | the text of a number lies where the number does",
                "by-field | {\"k\":\"1.0\"} | 1.0 | a text stays as it is",
                "by-field | {\"k\":-0.0} | 0 | there is one zero",
                "by-field | {\"k\":-12.50} | -12.5 | a decimal without zeros at its end",
                "by-field | {\"k\":1.25E1} | 12.5 | a decimal with an exponent",
                "by-field | {\"k\":9007199254740993} | 9007199254740993 | not rounded to a double",
                "by-field | {\"k\":0.1000000000000000000000000000000001} | 0.1000000000000000000000000000000001 | nor are 34 digits",
                "by-field | {\"k\":true} | true | a boolean",
                "by-field | {\"k\":\"true\"} | true | its text",
                "by-field | {\"k\":null} | `` | null is the empty key",
                "by-field | {} | `` | so is a missing field",
                "by-field | {\"k\":\"\"} | `` | and empty text",
                "by-field | {\"K\":\"A\",\"k\":\"b\"} | b | names of fields have upper and lower case",
                "by-list | {\"k\":\"A\",\"place\":{\"zip\":75001}} | [\"A\",75001] | a JSON array without spaces",
                "by-list | {\"place\":{\"zip\":7.5001e4},\"k\":\"\\u0041\"} | [\"A\",75001] | the same values, in the order of the key",
                "by-list | {\"k\":\"A\",\"place\":{\"zip\":\"75001\"}} | [\"A\",\"75001\"] | in an array text is not a number",
                "by-list | {\"k\":\"a\\u0022\\u000a\\u00e9\",\"place\":{\"zip\":1.50}} | [\"a\\\"\\né\",1.5] | only what must be is escaped",
                "by-list | {\"k\":true,\"place\":{\"zip\":null}} | [true,null] | null has a place",
                "by-list | {\"place\":{}} | [null,null] | and so has what is missing",
            })
    void theKeysBytesSayWhichPartition(String stream, String event, String key, String reason) {
        client.push(stream, List.of(event));
        assertThat(client.post("/v1/streams/" + stream + "/events", "application/json", event)
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/v1/streams/" + stream + "/events?atomic=true", "application/json", "[" + event + "]")
                        .status())
                .isEqualTo(200);
        List<ConsumerRecord<byte[], byte[]>> records = events(stream).stream()
                .filter(record -> text(record.value()).equals(event))
                .toList();
        assertThat(records).as(reason).hasSize(3).allSatisfy(record -> {
            assertThat(text(record.key())).isEqualTo(key);
            assertThat(record.partition()).isEqualTo(partition(key, PARTITIONS));
        });
    }

    @Test
    void everyWriterPutsAKeyIntoTheSamePartition() throws Exception {
        List<String> keys = IntStream.range(0, 40).mapToObj(n -> "é" + n * n).toList();
        client.push(
                "by-list",
                keys.stream().map(k -> "{\"k\":\"" + k + "\",\"place\":{}}").toList());
        try (KafkaProducer<String, String> other = new KafkaProducer<>(
                Map.of("bootstrap.servers", PLATFORM.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String k : keys) {
                other.send(new ProducerRecord<>("copied", k, "{\"k\":\"" + k + "\",\"other\":true}"))
                        .get();
            }
        }
        Map<String, Set<Integer>> places = new HashMap<>();
        Client.until("each key is there twice", () -> {
            places.clear();
            int count = 0;
            for (ConsumerRecord<byte[], byte[]> record : events("copied")) {
                if (text(record.key()).startsWith("é")) {
                    count++;
                    places.computeIfAbsent(text(record.key()), k -> new java.util.TreeSet<>())
                            .add(record.partition());
                }
            }
            return count == 2 * keys.size();
        });
        keys.forEach(k -> assertThat(places.get(k)).as(k).containsExactly(partition(k, PARTITIONS)));
    }

    @Test
    void theEventsOfAKeyStayInTheOrderTheyWerePushedIn() {
        client.apply(stream("ordered", "{key: k, partitions: 3}")
                + stream("in-order", "{key: k, partitions: 3}")
                + pipeline("ordering", "ordered", "filter: n >= 0") + "  to: in-order\n");
        int next = 0;
        // The first is longer than one message to ingest-service, so that it is cut.
        for (int count : List.of(20_000, 1, 1, 5, 1, 3_000, 2)) {
            client.push(
                    "ordered",
                    IntStream.range(next, next + count)
                            .mapToObj(n -> "{\"k\":" + n % 11 + ",\"n\":" + n + "}")
                            .toList());
            next += count;
        }
        int all = next;
        Client.until("all have passed", () -> numbers("in-order").size() == all);
        for (String stream : List.of("ordered", "in-order")) {
            Map<Long, List<Long>> byKey = new TreeMap<>();
            numbers(stream)
                    .forEach(n -> byKey.computeIfAbsent(n % 11, key -> new ArrayList<>())
                            .add(n));
            assertThat(byKey)
                    .hasSize(11)
                    .allSatisfy((key, numbers) ->
                            assertThat(numbers).as("key %d in %s", key, stream).isSorted());
        }
    }

    /** The numbers of a stream's events, those of a partition in its order. */
    private static List<Long> numbers(String stream) {
        return events(stream).stream()
                .map(record -> RealData.read(text(record.value())).get("n").asLong())
                .toList();
    }

    @Test
    void eventsWithoutKeyAreSpread() {
        client.apply(stream("keyless", "{partitions: 3}"));
        String padding = padding(new Random(7), 500);
        for (int push = 0; push < 60; push++) {
            client.push("keyless", Collections.nCopies(200, "{\"padding\":\"" + padding + push + "\"}"));
        }
        List<ConsumerRecord<byte[], byte[]>> events = events("keyless");
        Map<Integer, Long> counts =
                events.stream().collect(Collectors.groupingBy(ConsumerRecord::partition, Collectors.counting()));
        assertThat(counts.values().stream().mapToLong(count -> count).sum()).isEqualTo(12_000);
        assertThat(counts).hasSize(3);
        assertThat(kafka.records("keyless"))
                .allSatisfy(record -> assertThat(record.key()).isNull());
    }

    private static String padding(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1)
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "key: card | by: card | none | keyed | the stream's key is the group",
                "key: card | by: [shop, card] | none | keyed | it is part of the group",
                "key: card | by: {who: card} | none | keyed | the group's name does not matter",
                "key: [card, shop] | by: [shop, card] | none | keyed | nor does the order",
                "key: card | by: card | filter: shop > 1 | keyed | a filter does not touch the key",
                "key: card | by: card | map: {shop: 1} | keyed | nor does a map of another field",
                "key: card | by: shop | none | rekey keyed | another group",
                "key: [card, shop] | by: card | none | rekey keyed | a card is in several partitions",
                "partitions: 4 | by: card | none | rekey keyed | without a key it is in all of them",
                "key: card | by: {who: card + 0} | none | rekey keyed | an expression is not looked into",
                "key: card | by: card | map: {card: shop} | rekey keyed | the group is not the stream's key any more",
                "key: card | by: card | rename: {shop: card} | rekey keyed | nor here",
            })
    void explainSaysWhetherAStreamIsReadAsItIs(String spec, String by, String front, String kinds, String reason) {
        String aggregate = "aggregate: {" + by + ", window: {tumbling: 1m}, compute: {n: count()}}";
        String file = stream("sales", "{" + spec + "}")
                + (front == null ? pipeline("p", "sales", aggregate) : pipeline("p", "sales", front, aggregate));
        Map<String, Object> explained =
                client.post("/v1/explain", "application/yaml", file).json();
        List<?> stages = (List<?>) ((Map<?, ?>) ((List<?>) explained.get("pipelines")).get(0)).get("stages");
        assertThat(stages.stream()
                        .map(stage -> (String) ((Map<?, ?>) stage).get("kind"))
                        .collect(Collectors.joining(" ")))
                .as(reason)
                .isEqualTo(kinds);
        Map<?, ?> last = (Map<?, ?>) stages.get(stages.size() - 1);
        String topic = (String) ((Map<?, ?>) ((List<?>) last.get("inputs")).get(0)).get("topic");
        assertThat(topic).isEqualTo(kinds.equals("keyed") ? "sales" : "millrace.p_aggregate-1_1_repartition");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: b, partitions: 2} | another key",
                "{key: [a, b], partitions: 2} | a longer key",
                "{partitions: 2} | no key any more",
                "{key: a, partitions: 4} | more partitions",
                "{key: a, partitions: 1} | fewer partitions",
            })
    void keyAndPartitionsOfAStreamInUseStay(String spec, String reason) {
        client.apply(stream("read-and-written", "{key: a, partitions: 2, watermark: {maxDelay: 0s}}")
                + stream("source", "{partitions: 1}")
                + pipeline("reads-it", "read-and-written", "filter: a > 0")
                + "---\n"
                + pipeline("writes-it", "source", "filter: a > 0") + "  to: read-and-written\n");
        Client.Answer refused = client.post(
                "/v1/apply",
                "application/yaml",
                stream("read-and-written", spec.replace("}", ", watermark: {maxDelay: 0s}}")));
        assertThat(refused.status()).as(reason).isEqualTo(409);
        assertThat(refused.json())
                .containsEntry(
                        "detail",
                        "the key, partitions and timestamp of stream \"read-and-written\" cannot change while it is used by"
                                + " reads-it, writes-it");
        assertThat(kafka.partitions("read-and-written")).isEqualTo(2);
    }

    @Test
    void thereAreEightPartitionsOrAsManyAsAPipelineReads() {
        client.apply(stream("plain", "{key: a}")
                + stream("wide", "{key: a, partitions: 11}")
                + pipeline("narrow", "plain", "filter: a > 0")
                + "---\n"
                + pipeline("broad", "[plain, wide]", "filter: a > 0"));
        assertThat(kafka.partitions("plain")).isEqualTo(8);
        assertThat(kafka.partitions("narrow")).isEqualTo(8);
        assertThat(kafka.partitions("broad")).isEqualTo(11);
    }

    @Test
    void partitionsOfAStreamThatNobodyUsesMayOnlyBecomeMore() {
        client.apply(stream("unused", "{key: a, partitions: 4}"));
        Client.Answer refused =
                client.post("/v1/apply", "application/yaml", stream("unused", "{key: a, partitions: 3}"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json())
                .containsEntry("detail", "stream \"unused\" has 4 partitions and cannot have fewer; delete it first");
        client.apply(stream("unused", "{key: a, partitions: 5}"));
        assertThat(kafka.partitions("unused")).isEqualTo(5);
    }

    /** Read as they lie under a later key, the events of one group would be in several tasks and have several results. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: b, partitions: 2} | 409 | another key",
                "{key: [a, b], partitions: 2} | 409 | a longer key",
                "{key: a, partitions: 3} | 409 | more partitions",
                "{key: a, partitions: 2, retention: 1h} | 200 | nothing that says where events lie",
                "{partitions: 3} | 200 | without a key it is never read as it lies",
            })
    void aStreamThatHoldsEventsIsNotSplitOtherwise(String spec, int status, String reason) {
        client.apply(stream("empty", "{key: a, partitions: 2}"));
        assertThat(client.post("/v1/apply", "application/yaml", stream("empty", spec))
                        .status())
                .as("nothing lies there yet")
                .isEqualTo(200);
        client.delete("/v1/streams/empty");
        client.apply(stream("filled", "{key: a, partitions: 2}"));
        client.push("filled", List.of("{\"a\":1,\"b\":2}"));
        for (String dryRun : List.of("?dryRun=true", "")) {
            Client.Answer answer = client.post("/v1/apply" + dryRun, "application/yaml", stream("filled", spec));
            assertThat(answer.status()).as("%s %s", reason, dryRun).isEqualTo(status);
            if (status == 409) {
                assertThat(answer.json())
                        .containsEntry(
                                "detail",
                                "stream \"filled\" holds events, which lie where its key and the number of its partitions put"
                                        + " them; delete it first, or declare another stream");
            }
        }
        client.delete("/v1/streams/filled");
    }

    /** The hot key's partition has ten thousands of events waiting before the first of any other key comes. */
    @Test
    void aHotPartitionHoldsNobodyUp() {
        client.apply(stream("uneven", "{key: k, partitions: 4}") + pipeline("passing", "uneven", "filter: n >= 0"));
        client.post("/v1/pipelines/passing/pause", "application/json", "");
        Random random = new Random(11);
        int hot = 0;
        while (hot < 60_000) {
            int from = hot;
            client.push(
                    "uneven",
                    IntStream.range(from, from + 5_000)
                            .mapToObj(
                                    n -> "{\"k\":\"hot\",\"n\":" + n + ",\"padding\":\"" + padding(random, 150) + "\"}")
                            .toList());
            hot += 5_000;
        }
        int hotPartition = partition("hot", 4);
        List<String> cold = IntStream.range(0, 100)
                .mapToObj(n -> "c" + n)
                .filter(k -> partition(k, 4) != hotPartition)
                .toList();
        client.push(
                "uneven",
                cold.stream().map(k -> "{\"k\":\"" + k + "\",\"n\":1}").toList());
        client.post("/v1/pipelines/passing/resume", "application/json", "");
        Client.until("all have passed", () -> events("passing").size() == 60_000 + cold.size());
        long[] ends = new long[2];
        events("passing").forEach(record -> {
            int which = text(record.key()).equals("hot") ? 0 : 1;
            ends[which] = Math.max(ends[which], record.timestamp());
        });
        assertThat(ends[1]).as("when the last result of another key was told").isLessThan(ends[0]);
    }
}
