package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.WindowSpans;
import dev.millrace.aggregate.WindowSpans.Span;
import dev.millrace.testkit.simulation.Chance;
import dev.millrace.testkit.simulation.Scenario.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is to come of payments that are counted in windows of one kind: each window once, and whole. One thread. */
final class SpanRecount implements StepScenario.Recount {

    private final String window;
    private final Function<TreeSet<Long>, List<Span>> spans;
    private final boolean byShop;
    private final List<Payment> payments = new ArrayList<>();

    private SpanRecount(String window, boolean byShop, Function<TreeSet<Long>, List<Span>> spans) {
        this.window = window;
        this.byShop = byShop;
        this.spans = spans;
    }

    /** Windows of a kind and length that chance decides. */
    static SpanRecount any(Chance chance) {
        boolean byShop = chance.oneIn(2);
        long length = chance.oneOf(List.of(60L, 600L, 3_000L));
        long every = length / chance.oneOf(List.of(2, 3, 10));
        return switch (chance.below(5)) {
            case 0 ->
                new SpanRecount(
                        "{hopping: " + length + "ms, every: " + every + "ms}",
                        byShop,
                        times -> WindowSpans.aligned(times, length, every, 0));
            case 1 ->
                new SpanRecount(
                        "{cumulate: " + length + "ms, every: " + every + "ms}",
                        byShop,
                        times -> WindowSpans.cumulating(times, length, every));
            case 2 ->
                new SpanRecount("{lookback: " + length + "ms}", byShop, times -> WindowSpans.lookback(times, length));
            case 3 ->
                new SpanRecount("{sliding: " + length + "ms}", byShop, times -> WindowSpans.sliding(times, length));
            default ->
                new SpanRecount("{session: " + every + "ms}", byShop, times -> WindowSpans.sessions(times, every));
        };
    }

    String steps() {
        return "    - aggregate:\n        by: " + group() + "\n        window: " + window
                + "\n        compute: {n: count(), total: sum(amount)}\n";
    }

    private String group() {
        return byShop ? "shop" : "card";
    }

    @Override
    public void add(int partition, Payment payment) {
        payments.add(payment);
    }

    @Override
    public void check(List<Written> results, List<Written> late) {
        assertThat(late).as("nothing is late").isEmpty();
        List<String> expected = new ArrayList<>();
        Map<Integer, List<Payment>> groups =
                payments.stream().collect(Collectors.groupingBy(byShop ? Payment::shop : Payment::card));
        groups.forEach((group, all) -> expect(group, all, expected));
        List<String> came = new ArrayList<>();
        StepScenario.forEach(results, came::add);
        assertThat(came).as("each window once, and whole: " + window).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void expect(int group, List<Payment> all, List<String> expected) {
        TreeSet<Long> times = all.stream().map(Payment::millis).collect(Collectors.toCollection(TreeSet::new));
        for (Span span : spans.apply(times)) {
            List<Payment> in = all.stream()
                    .filter(payment -> payment.millis() >= span.first() && payment.millis() <= span.last())
                    .toList();
            if (!in.isEmpty()) {
                expected.add("{\"" + group() + "\":\"" + (byShop ? "s" : "c") + group + "\",\"windowStart\":"
                        + span.start() + ",\"windowEnd\":" + span.end() + ",\"n\":" + in.size() + ",\"total\":"
                        + in.stream().mapToLong(Payment::amount).sum() + ",\"pane\":0}");
            }
        }
    }
}
