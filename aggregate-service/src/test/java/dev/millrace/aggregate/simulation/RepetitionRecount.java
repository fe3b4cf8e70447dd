package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.simulation.Scenario.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which payments are to pass: each partition has a list of those that count, looked through from end to end. One thread. */
final class RepetitionRecount implements StepScenario.Recount {

    private final long maxDelayMillis;
    private final long withinMillis;
    private final int maxKeys;
    private final Map<Integer, Long> watermarks = new TreeMap<>();
    private final Map<Integer, List<Payment>> remembered = new TreeMap<>();
    private final List<String> passed = new ArrayList<>();

    RepetitionRecount(long maxDelayMillis, long withinMillis, int maxKeys) {
        this.maxDelayMillis = maxDelayMillis;
        this.withinMillis = withinMillis;
        this.maxKeys = maxKeys;
    }

    @Override
    public void add(int partition, Payment payment) {
        long watermark =
                Math.max(watermarks.getOrDefault(partition, Long.MIN_VALUE / 2), payment.millis() - maxDelayMillis);
        watermarks.put(partition, watermark);
        List<Payment> known = remembered.computeIfAbsent(partition, key -> new ArrayList<>());
        known.removeIf(each -> each.millis() + withinMillis <= watermark);
        if (known.stream()
                .anyMatch(each ->
                        each.card() == payment.card() && Math.abs(each.millis() - payment.millis()) < withinMillis)) {
            return;
        }
        passed.add(payment.json());
        if (payment.millis() + withinMillis > watermark) {
            known.add(payment);
        }
        if (known.size() > maxKeys) {
            known.remove(known.stream()
                    .min(Comparator.comparingLong(Payment::millis).thenComparingInt(Payment::number))
                    .orElseThrow());
        }
    }

    @Override
    public void check(List<Written> results, List<Written> late) {
        assertThat(late).as("nothing can be late").isEmpty();
        List<String> came = new ArrayList<>();
        StepScenario.forEach(results, came::add);
        assertThat(came).as("what passes, each once").containsExactlyInAnyOrderElementsOf(passed);
    }
}
