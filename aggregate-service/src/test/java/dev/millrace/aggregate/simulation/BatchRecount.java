package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.simulation.Scenario.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which batches of a card's payments are to come: a list for each card that is open. One thread. */
final class BatchRecount implements StepScenario.Recount {

    private final long maxDelayMillis;
    private final int maxEvents;
    private final long maxAgeMillis;
    private final Map<Integer, Long> watermarks = new TreeMap<>();
    /** By partition and card. */
    private final Map<Integer, Map<Integer, List<Payment>>> open = new TreeMap<>();

    private final List<String> told = new ArrayList<>();

    BatchRecount(long maxDelayMillis, int maxEvents, long maxAgeMillis) {
        this.maxDelayMillis = maxDelayMillis;
        this.maxEvents = maxEvents;
        this.maxAgeMillis = maxAgeMillis;
    }

    @Override
    public void add(int partition, Payment payment) {
        long watermark =
                Math.max(watermarks.getOrDefault(partition, Long.MIN_VALUE / 2), payment.millis() - maxDelayMillis);
        watermarks.put(partition, watermark);
        Map<Integer, List<Payment>> cards = open.computeIfAbsent(partition, key -> new TreeMap<>());
        tell(cards, watermark);
        cards.computeIfAbsent(payment.card(), key -> new ArrayList<>()).add(payment);
        tell(cards, watermark);
    }

    /** Ends what has enough events or one that is too old. */
    private void tell(Map<Integer, List<Payment>> cards, long watermark) {
        cards.values().removeIf(batch -> {
            boolean over = batch.size() == maxEvents
                    || batch.stream().anyMatch(payment -> payment.millis() + maxAgeMillis <= watermark);
            return over && told.add(text(batch));
        });
    }

    private static String text(List<Payment> batch) {
        return "{\"card\":\"c" + batch.get(0).card() + "\",\"count\":" + batch.size() + ",\"from\":"
                + batch.stream().mapToLong(Payment::millis).min().orElseThrow() + ",\"to\":"
                + batch.stream().mapToLong(Payment::millis).max().orElseThrow() + ",\"events\":["
                + batch.stream().map(Payment::json).collect(Collectors.joining(",")) + "]}";
    }

    @Override
    public void check(List<Written> results, List<Written> late) {
        assertThat(late).as("nothing can be late").isEmpty();
        open.values().forEach(cards -> tell(cards, Long.MAX_VALUE));
        List<String> came = new ArrayList<>();
        StepScenario.forEach(results, came::add);
        assertThat(came).as("each batch once").containsExactlyInAnyOrderElementsOf(told);
    }
}
