package dev.millrace.aggregate.simulation;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.engine.plan.PlannedStreams;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.marker.WatermarkMarker;
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
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;

/** Payments that are put in order, cleared of repetitions, put together, put in order in front of windows, or counted in windows of any kind; some come late. One thread. */
final class StepScenario implements Scenario {

    /** What is to come of it. */
    interface Recount {
        void add(int partition, Payment payment);

        void check(List<Written> results, List<Written> late);
    }

    private final Chance chance;
    private final int partitions;
    private final int cards;
    private final int maxDelayMillis;
    private final boolean lateOnes;
    private final boolean outputAlone;
    private final int mostAtOnce;
    private final Recount recount;
    private final List<Stage> stages;
    private int left;
    private int number;

    /** One stage that puts each partition in order. */
    static StepScenario inOrder(Chance chance) {
        int hold = chance.oneOf(List.of(0, 100, 2_000));
        int maxDelay = maxDelay(chance);
        return new StepScenario(
                chance, maxDelay, "    - reorder: {hold: " + hold + "ms}\n", new OrderRecount(maxDelay, hold));
    }

    /** One stage that drops what repeats a card soon. */
    static StepScenario withoutRepetitions(Chance chance) {
        int within = chance.oneOf(List.of(1, 200, 3_000));
        int maxKeys = chance.oneOf(List.of(2, 1_000));
        int maxDelay = maxDelay(chance);
        return new StepScenario(
                chance,
                maxDelay,
                "    - dedupe: {id: card, within: " + within + "ms, maxKeys: " + maxKeys + "}\n",
                new RepetitionRecount(maxDelay, within, maxKeys));
    }

    /** One stage that puts each card's payments together. */
    static StepScenario together(Chance chance) {
        int maxEvents = chance.oneOf(List.of(1, 3, 100));
        int maxAge = chance.oneOf(List.of(1, 500, 5_000));
        int maxDelay = maxDelay(chance);
        return new StepScenario(
                chance,
                maxDelay,
                "    - batch: {by: card, maxEvents: " + maxEvents + ", maxAge: " + maxAge + "ms}\n",
                new BatchRecount(maxDelay, maxEvents, maxAge));
    }

    /** A stage that puts each partition in order, and one that counts each card's: what is in time in the first is so in the second. */
    static StepScenario windowsBehindOrder(Chance chance) {
        int hold = chance.oneOf(List.of(0, 100, 2_000));
        int window = chance.oneOf(List.of(50, 1_000));
        int maxDelay = maxDelay(chance);
        String steps = "    - reorder: {hold: " + hold + "ms}\n    - aggregate:\n        by: card\n"
                + "        window: {tumbling: " + window + "ms}\n        compute: {n: count()}\n";
        return new StepScenario(chance, maxDelay, steps, new CountRecount(maxDelay, hold, window));
    }

    /** Windows of any kind but tumbling, by the stream's key or behind a repartition topic; none comes late. */
    static StepScenario windows(Chance chance) {
        SpanRecount recount = SpanRecount.any(chance);
        return new StepScenario(chance, maxDelay(chance), recount.steps(), recount, false);
    }

    private static int maxDelay(Chance chance) {
        return chance.oneOf(List.of(0, 50, 1_000));
    }

    private StepScenario(Chance chance, int maxDelayMillis, String steps, Recount recount) {
        this(chance, maxDelayMillis, steps, recount, true);
    }

    private StepScenario(Chance chance, int maxDelayMillis, String steps, Recount recount, boolean lateOnes) {
        this.chance = chance;
        this.lateOnes = lateOnes;
        this.partitions = chance.between(1, 4);
        this.cards = chance.between(1, 20);
        this.maxDelayMillis = maxDelayMillis;
        this.outputAlone = chance.oneIn(2);
        this.left = chance.between(20, chance.oneIn(4) ? 2_000 : 500);
        this.mostAtOnce = chance.oneOf(List.of(2, 20));
        this.recount = recount;
        this.stages = plan(steps).stages();
    }

    private Plan plan(String steps) {
        ResourceFile file = ResourceReader.read("apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\n"
                + "spec:\n  from: payments\n  to: results\n  steps:\n" + steps);
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

    private final class Streams implements PlannedStreams {
        @Override
        public StreamRef ref(String stream) {
            boolean source = stream.equals("payments");
            return new StreamRef(
                    stream,
                    "id-of-" + stream,
                    source ? partitions : 2,
                    source ? new EventKey(List.of(FieldPath.parse("card"))) : null,
                    source ? new EventTime(FieldPath.parse("at"), "epoch-ms") : null,
                    new WatermarkSpec(
                            Duration.ofMillis(maxDelayMillis), Duration.ofHours(10), Duration.ofHours(1), false),
                    0);
        }

        @Override
        public boolean isWrittenAlone(String stream) {
            return outputAlone && stream.equals("results");
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
            long delay = chance.below(maxDelayMillis + 1) + (lateOnes && chance.oneIn(8) ? chance.below(3_000) : 0);
            Payment payment = new Payment(number++, card, card % 3, input.millis() - delay, number % 100);
            recount.add(card % partitions, payment);
            input.push("payments", card % partitions, utf8("c" + card), utf8(payment.json()), headers());
            left--;
        }
        return left > 0;
    }

    @Override
    public void end(Input input) {
        byte[] mark = new WatermarkMarker(List.of(
                        new WatermarkMarker.Entry(0, WatermarkMarker.Status.ACTIVE, WatermarkMarker.END_OF_TIME)))
                .encode();
        for (int partition = 0; partition < partitions; partition++) {
            input.push("payments", partition, null, null, headers().add(RecordHeaders.MARK, mark));
        }
    }

    @Override
    public void check(Output output) {
        forEach(output.read(stages.get(0).deadLetter().stream()), text -> {
            throw new AssertionError("a dead letter: " + text);
        });
        Stage last = stages.get(stages.size() - 1);
        boolean mayBeLate = stages.size() > 1 || last.keyed().late() != null;
        recount.check(output.read("results"), mayBeLate ? output.read("p.late") : List.of());
    }

    /** The text of each record but markers. */
    static void forEach(List<Written> records, Consumer<String> action) {
        for (Written record : records) {
            if (record.value() != null) {
                action.accept(new String(record.value(), StandardCharsets.UTF_8));
            }
        }
    }

    private static Headers headers() {
        return new org.apache.kafka.common.header.internals.RecordHeaders();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
