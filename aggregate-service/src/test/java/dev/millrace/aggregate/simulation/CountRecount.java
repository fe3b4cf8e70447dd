package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.simulation.Scenario.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to come of payments that are put in order and then counted: one count a card and window of those that were in time. One thread. */
final class CountRecount extends OrderRecount {

    private final long windowMillis;

    CountRecount(long maxDelayMillis, long holdMillis, long windowMillis) {
        super(maxDelayMillis, holdMillis);
        this.windowMillis = windowMillis;
    }

    @Override
    public void check(List<Written> results, List<Written> lateRecords) {
        checkLate(lateRecords);
        Map<String, Integer> counts = new TreeMap<>();
        for (Payment payment : inTime()) {
            long start = Math.floorDiv(payment.millis(), windowMillis) * windowMillis;
            counts.merge("c" + payment.card() + "\",\"windowStart\":" + start, 1, Integer::sum);
        }
        List<String> expected = new ArrayList<>();
        counts.forEach((window, count) -> {
            long start = Long.parseLong(window.substring(window.lastIndexOf(':') + 1));
            expected.add("{\"card\":\"" + window + ",\"windowEnd\":" + (start + windowMillis) + ",\"n\":" + count
                    + ",\"pane\":0}");
        });
        List<String> came = new ArrayList<>();
        StepScenario.forEach(results, came::add);
        assertThat(came).as("each window once, and whole").containsExactlyInAnyOrderElementsOf(expected);
    }
}
