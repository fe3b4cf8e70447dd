package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.simulation.Scenario.Written;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to come of payments that are put in order: those of each partition that are not late, sorted. One thread. */
class OrderRecount implements StepScenario.Recount {

    private final long maxDelayMillis;
    private final long holdMillis;
    private final Map<Integer, Long> watermarks = new TreeMap<>();
    private final Map<Integer, List<Payment>> inTime = new TreeMap<>();
    private final List<String> late = new ArrayList<>();

    OrderRecount(long maxDelayMillis, long holdMillis) {
        this.maxDelayMillis = maxDelayMillis;
        this.holdMillis = holdMillis;
    }

    @Override
    public void add(int partition, Payment payment) {
        long watermark = watermarks.getOrDefault(partition, Long.MIN_VALUE / 2);
        if (payment.millis() + holdMillis < watermark) {
            late.add(payment.json());
        } else {
            inTime.computeIfAbsent(partition, key -> new ArrayList<>()).add(payment);
        }
        watermarks.put(partition, Math.max(watermark, payment.millis() - maxDelayMillis));
    }

    List<Payment> inTime() {
        return inTime.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void check(List<Written> results, List<Written> lateRecords) {
        checkLate(lateRecords);
        List<String> came = new ArrayList<>();
        StepScenario.forEach(results, came::add);
        assertThat(came)
                .as("each once")
                .containsExactlyInAnyOrderElementsOf(
                        inTime().stream().map(Payment::json).toList());
        inTime.forEach((partition, payments) -> {
            List<Payment> sorted = payments.stream()
                    .sorted(Comparator.comparingLong(Payment::millis))
                    .toList();
            for (int to = 0; to < 2; to++) {
                int output = to;
                List<String> there = results.stream()
                        .filter(record -> record.partition() == output && record.value() != null)
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
                assertThat(there.stream()
                                .filter(text -> payments.stream()
                                        .anyMatch(payment -> payment.json().equals(text)))
                                .toList())
                        .as("partition " + partition + " in partition " + output + " of the results")
                        .isEqualTo(sorted.stream()
                                .map(Payment::json)
                                .filter(there::contains)
                                .toList());
            }
        });
    }

    void checkLate(List<Written> records) {
        List<String> came = new ArrayList<>();
        StepScenario.forEach(records, came::add);
        assertThat(came).as("late, each once").containsExactlyInAnyOrderElementsOf(late);
    }
}
