package dev.millrace.engine.io;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.Slice;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.KeyedPart;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A real broker with one stage's topics. The stage's only step takes events {@code {"n": <int>}}: even ones are dropped, 13 fails, the others pass.
 */
final class StageBench implements AutoCloseable {

    static final int PARTITIONS = 4;

    private static final class OddOnly implements OperatorProvider {
        private static final FieldPath N = FieldPath.parse("n");

        @Override
        public String operator() {
            return "filter";
        }

        @Override
        public Operator create(Step step) {
            return (event, context) -> {
                long found = event.find(N);
                long n = JsonNumber.toLong(event.value(), Slice.from(found), Slice.to(found));
                if (n == 13) {
                    context.deadLetter(new Failure("13 brings bad luck", 7, 9));
                } else if (n % 2 == 0) {
                    context.drop(DropReason.FILTERED);
                } else {
                    context.emit(event);
                }
            };
        }
    }

    final OperatorRegistry operators;
    final EmbeddedBroker broker;
    final Admin admin;
    final List<String> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Map<StageRunner, Thread> running = new HashMap<>();

    StageBench(Path data) {
        this(data, new OperatorRegistry(List.of(new OddOnly())));
    }

    /** With other code for the step {@code filter}. */
    StageBench(Path data, OperatorRegistry operators) {
        this.operators = operators;
        broker = EmbeddedBroker.start(BrokerOptions.in(data));
        admin = Admin.create(kafka());
    }

    Map<String, Object> kafka() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /** An exactly-once stage with topics of its own, its start offsets committed. */
    Stage stage(String pipeline) throws ExecutionException, InterruptedException {
        return stage(pipeline, Delivery.EXACTLY_ONCE, 30);
    }

    /** A stage with topics of its own, its start offsets committed. */
    Stage stage(String pipeline, Delivery delivery, long commitIntervalMillis)
            throws ExecutionException, InterruptedException {
        String yaml = """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %s}
                spec:
                  from: %s-in
                  steps:
                    - filter: n > 0
                """.formatted(pipeline, pipeline);
        PipelineResource resource =
                (PipelineResource) ResourceReader.read(yaml).resources().get(0);
        Stage stage = new Stage(
                "millrace." + pipeline + "_filter-1_1",
                "transform-service",
                List.of(topic(pipeline + "-in")),
                resource.spec().steps(),
                null,
                null,
                topic(pipeline + "-out"),
                topic(pipeline + "-dead"),
                delivery,
                commitIntervalMillis);
        Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            start.put(new TopicPartition(pipeline + "-in", p), new OffsetAndMetadata(0, "1:0"));
        }
        admin.alterConsumerGroupOffsets(stage.id(), start).all().get();
        return stage;
    }

    /** A stage whose one step keeps state, with topics of its own, its start offsets committed. */
    Stage keyedStage(String pipeline, Delivery delivery) throws ExecutionException, InterruptedException {
        Stage plain = stage(pipeline, delivery, 30);
        return new Stage(
                plain.id(),
                "aggregate-service",
                plain.inputs(),
                plain.steps(),
                new KeyedPart(0, topic(pipeline + "-state"), topic(pipeline + "-late"), null),
                null,
                plain.output(),
                plain.deadLetter(),
                delivery,
                30);
    }

    private StreamRef topic(String name) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                .all()
                .get();
        until("the topic has leaders", () -> {
            try {
                return admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().stream()
                        .allMatch(p -> p.leader() != null && !p.leader().isEmpty());
            } catch (ExecutionException | InterruptedException e) {
                return false;
            }
        });
        String id = admin.describeTopics(List.of(name))
                .allTopicNames()
                .get()
                .get(name)
                .topicId()
                .toString();
        return new StreamRef(name, id, PARTITIONS, null, null);
    }

    StageRunner start(Stage stage, String instance) {
        StageRunner runner =
                new StageRunner(stage, instance, 0, kafka(), admin, operators, StateCopies.NONE, failures::add);
        Thread thread = new Thread(runner, "runner-" + instance);
        thread.start();
        running.put(runner, thread);
        return runner;
    }

    void stop(StageRunner runner, boolean leave) throws InterruptedException {
        runner.stop(leave);
        Thread thread = running.remove(runner);
        thread.join(20_000);
        if (thread.isAlive()) {
            throw new AssertionError("the runner did not stop");
        }
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = kafka();
        // More of them to a topic made just now may overtake each other, and the sequence numbers left behind are
        // refused for good.
        settings.put("max.in.flight.requests.per.connection", 1);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void push(Stage stage, int from, int to) {
        try (var producer = producer(Map.of())) {
            for (int n = from; n < to; n++) {
                producer.send(new ProducerRecord<>(
                        stage.inputs().get(0).stream(), n % PARTITIONS, utf8("k" + n % 10), utf8("{\"n\":" + n + "}")));
            }
        }
    }

    /** Reads committed records until there are that many, and a little longer, so that one too many shows. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        Map<String, Object> settings = kafka();
        settings.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < PARTITIONS; p++) {
                partitions.add(new TopicPartition(topic, p));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (records.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        }
        return records;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (StageRunner runner : List.copyOf(running.keySet())) {
            stop(runner, true);
        }
        admin.close(Duration.ofSeconds(2));
        broker.close();
    }
}
