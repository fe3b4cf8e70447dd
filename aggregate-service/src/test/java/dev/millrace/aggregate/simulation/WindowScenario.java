package dev.millrace.aggregate.simulation;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.WatermarkSpec;
import dev.millrace.testkit.simulation.Chance;
import dev.millrace.testkit.simulation.Scenario;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;

/** Payments with a card and a shop, counted in tumbling windows; some come late. One thread. */
final class WindowScenario implements Scenario {

    private static final EventTime TIME = new EventTime(FieldPath.parse("at"), "epoch-ms");

    private final Chance chance;
    /** Partitions by source. */
    private final Map<String, Integer> sources = new TreeMap<>();

    private final int cards;
    private final int shops;
    private final int maxDelayMillis;
    private final boolean lateOnes;
    private final boolean mayIdle;
    private final boolean outputAlone;
    private final WindowRecount recount;
    private final List<Stage> stages;
    private final int mostAtOnce;
    private int left;
    private int number;

    /** Grouped by card, which is the stream's key: one stage. */
    static WindowScenario byKey(Chance chance) {
        return new WindowScenario(chance, "card", Delivery.EXACTLY_ONCE);
    }

    /** One stage whose results may be repeated. */
    static WindowScenario atLeastOnce(Chance chance) {
        return new WindowScenario(chance, "card", Delivery.AT_LEAST_ONCE);
    }

    /** One stage whose results may be lost. */
    static WindowScenario atMostOnce(Chance chance) {
        return new WindowScenario(chance, "card", Delivery.AT_MOST_ONCE);
    }

    /** Grouped by shop: a first stage spreads events over a repartition topic. */
    static WindowScenario byOtherField(Chance chance) {
        return new WindowScenario(chance, "shop", Delivery.EXACTLY_ONCE);
    }

    private WindowScenario(Chance chance, String group, Delivery delivery) {
        this.chance = chance;
        sources.put("payments", chance.between(1, 4));
        if (!group.equals("card") && chance.oneIn(3)) {
            sources.put("refunds", chance.between(1, 3));
        }
        this.cards = chance.between(1, 40);
        this.shops = chance.oneIn(3) ? 1 : chance.between(2, 20);
        this.maxDelayMillis = chance.oneOf(List.of(0, 50, 1_000));
        this.lateOnes = chance.oneIn(2);
        this.mayIdle = chance.oneIn(4);
        this.outputAlone = chance.oneIn(2);
        this.left = chance.between(20, chance.oneIn(4) ? 2_000 : 500);
        this.mostAtOnce = chance.oneOf(List.of(2, 20));
        long windowMillis = chance.oneOf(List.of(200L, 1_000L, 10_000L));
        long withinMillis = chance.oneOf(List.of(0L, 0L, 300L));
        String emit = chance.oneOf(List.of("on-close", "on-close", "on-update", "{every: 100ms}"));
        this.recount = new WindowRecount(group, delivery, windowMillis, withinMillis, maxDelayMillis);
        this.stages = plan(group, delivery, windowMillis, withinMillis, emit).stages();
        recount.expect(emit, stages.size() == 1 && !mayIdle, !mayIdle);
    }

    private Plan plan(String group, Delivery delivery, long windowMillis, long withinMillis, String emit) {
        ResourceFile file = ResourceReader.read(
                """
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: p}
                spec:
                  from: %s
                  delivery: %s
                  steps:
                    - aggregate:
                        by: %s
                        window: {tumbling: %dms}
                        compute: {n: count(), total: sum(amount), most: max(amount)}
                        emit: %s
                        late: {within: %dms}
                  to: totals
                """.formatted(sources.keySet(), delivery.word(), group, windowMillis, emit, withinMillis));
        if (!file.isValid()) {
            throw new IllegalArgumentException(file.problems().toString());
        }
        try {
            Plan plan = Planner.plan((PipelineResource) file.resources().get(0), 1, new Streams(), null);
            Map<String, String> ids = new HashMap<>();
            InternalTopics.of(plan).keySet().forEach(topic -> ids.put(topic, "id-of-" + topic));
            return InternalTopics.withIds(plan, ids);
        } catch (StateLostException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Streams implements dev.millrace.engine.plan.PlannedStreams {
        @Override
        public StreamRef ref(String stream) {
            boolean source = sources.containsKey(stream);
            return new StreamRef(
                    stream,
                    "id-of-" + stream,
                    source ? sources.get(stream) : 2,
                    source ? new EventKey(List.of(FieldPath.parse("card"))) : null,
                    source ? TIME : null,
                    new WatermarkSpec(
                            Duration.ofMillis(maxDelayMillis),
                            mayIdle ? Duration.ofSeconds(1) : Duration.ofHours(10),
                            Duration.ofHours(1),
                            mayIdle && chance.oneIn(2)),
                    0);
        }

        @Override
        public boolean isWrittenAlone(String stream) {
            return outputAlone && stream.equals("totals");
        }
    }

    @Override
    public List<Stage> stages() {
        return stages;
    }

    @Override
    public OperatorRegistry operators() {
        return OperatorRegistry.onClassPath();
    }

    @Override
    public boolean push(Input input) {
        for (int i = Math.min(left, chance.between(1, mostAtOnce)); i > 0; i--) {
            int card = chance.below(cards);
            long delay = chance.below(maxDelayMillis + 1) + (lateOnes && chance.oneIn(10) ? chance.below(2_000) : 0);
            Payment payment =
                    new Payment(number++, card, chance.below(shops), input.millis() - delay, chance.below(1_000) - 500);
            String source = chance.oneOf(List.copyOf(sources.keySet()));
            int partition = card % sources.get(source);
            recount.add(source + partition, payment);
            input.push(source, partition, utf8("c" + card), utf8(payment.json()), headers());
            left--;
        }
        return left > 0;
    }

    @Override
    public void end(Input input) {
        byte[] mark = new WatermarkMarker(List.of(
                        new WatermarkMarker.Entry(0, WatermarkMarker.Status.ACTIVE, WatermarkMarker.END_OF_TIME)))
                .encode();
        sources.forEach((source, partitions) -> {
            for (int partition = 0; partition < partitions; partition++) {
                input.push(source, partition, null, null, headers().add(RecordHeaders.MARK, mark));
            }
        });
    }

    @Override
    public void check(Output output) {
        recount.check(
                output.read("totals"),
                output.read(stages.get(stages.size() - 1).keyed().late().stream()),
                output.read(stages.get(0).deadLetter().stream()));
    }

    private static Headers headers() {
        return new org.apache.kafka.common.header.internals.RecordHeaders();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
