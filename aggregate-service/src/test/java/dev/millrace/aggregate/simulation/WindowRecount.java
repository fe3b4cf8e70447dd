package dev.millrace.aggregate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.plan.Delivery;
import dev.millrace.testkit.simulation.Scenario.Written;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is to come of payments, counted the long way: plain maps and lists, nothing of the operator's. One thread. */
final class WindowRecount {

    private static final Pattern RESULT = Pattern.compile(
            "\\{\"(card|shop)\":\"(\\w+)\",\"windowStart\":(-?\\d+),\"windowEnd\":(-?\\d+),\"n\":(\\d+),"
                    + "\"total\":(-?\\d+),\"most\":(-?\\d+),\"pane\":(\\d+)}");
    private static final Pattern NUMBER = Pattern.compile("\\{\"no\":(\\d+),.*");

    /** A payment, and how it stood to its window when it came to the source. */
    private record Arrival(Payment payment, boolean closed, boolean late) {}

    private final String group;
    private final Delivery delivery;
    private final long windowMillis;
    private final long withinMillis;
    private final long maxDelayMillis;
    private final Map<String, Long> watermarks = new TreeMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private String emit;
    private boolean exactly;
    private boolean lateAtTheSourceOnly;

    WindowRecount(String group, Delivery delivery, long windowMillis, long withinMillis, long maxDelayMillis) {
        this.group = group;
        this.delivery = delivery;
        this.windowMillis = windowMillis;
        this.withinMillis = withinMillis;
        this.maxDelayMillis = maxDelayMillis;
    }

    /**
     * @param exactly whether what is late follows from the order in each partition
     * @param lateAtTheSourceOnly whether only that can be late which its own partition has passed
     */
    void expect(String emit, boolean exactly, boolean lateAtTheSourceOnly) {
        this.emit = emit;
        this.exactly = exactly;
        this.lateAtTheSourceOnly = lateAtTheSourceOnly;
    }

    void add(String partition, Payment payment) {
        long end = start(payment) + windowMillis;
        long watermark = watermarks.getOrDefault(partition, Long.MIN_VALUE);
        arrivals.add(new Arrival(payment, watermark >= end, watermark >= end + withinMillis));
        watermarks.put(partition, Math.max(watermark, payment.millis() - maxDelayMillis));
    }

    private long start(Payment payment) {
        return payment.millis() - Math.floorMod(payment.millis(), windowMillis);
    }

    private String window(Payment payment) {
        return (group.equals("card") ? "c" + payment.card() : "s" + payment.shop()) + " " + start(payment);
    }

    void check(List<Written> results, List<Written> late, List<Written> deadLetters) {
        assertThat(deadLetters).as("dead letters").isEmpty();
        Set<Integer> lateNumbers = new HashSet<>();
        for (Written record : late) {
            Matcher number = NUMBER.matcher(text(record));
            assertThat(number.matches()).isTrue();
            boolean first = lateNumbers.add(Integer.parseInt(number.group(1)));
            assertThat(first || delivery == Delivery.AT_LEAST_ONCE)
                    .as("late once: " + text(record))
                    .isTrue();
        }
        Set<Integer> passed = new HashSet<>();
        arrivals.stream()
                .filter(Arrival::late)
                .forEach(arrival -> passed.add(arrival.payment().number()));
        if (delivery == Delivery.AT_MOST_ONCE) {
            assertThat(passed.containsAll(lateNumbers) || !exactly).as("late").isTrue();
            checkSome(panes(results), exactly ? passed : Set.of());
            return;
        }
        if (exactly) {
            assertThat(lateNumbers).as("late").isEqualTo(passed);
        } else if (lateAtTheSourceOnly) {
            assertThat(passed).as("late at the source").containsAll(lateNumbers);
        }
        Map<String, TreeMap<Integer, String>> panes = panes(results);
        // Where the clock has a say, what was told and then undone may be told otherwise the second time.
        if (delivery == Delivery.EXACTLY_ONCE || exactly && !emit.startsWith("{")) {
            checkPanes(panes, lateNumbers);
        }
    }

    /** {@code group start -> the results by pane, each n total most}. */
    private Map<String, TreeMap<Integer, String>> panes(List<Written> results) {
        Map<String, TreeMap<Integer, String>> panes = new TreeMap<>();
        for (Written record : results) {
            if (record.value() == null) {
                continue;
            }
            Matcher result = RESULT.matcher(text(record));
            assertThat(result.matches()).as(text(record)).isTrue();
            assertThat(result.group(1)).isEqualTo(group);
            TreeMap<Integer, String> ofWindow =
                    panes.computeIfAbsent(result.group(2) + " " + result.group(3), key -> new TreeMap<>());
            int pane = Integer.parseInt(result.group(8));
            String told = result.group(5) + " " + result.group(6) + " " + result.group(7);
            if (delivery == Delivery.EXACTLY_ONCE) {
                assertThat(pane).as("pane of " + text(record)).isEqualTo(ofWindow.size());
            }
            String before = ofWindow.put(pane, told);
            if (before != null) {
                assertThat(delivery).as("twice: " + text(record)).isEqualTo(Delivery.AT_LEAST_ONCE);
                assertThat(before.equals(told) || !exactly || emit.startsWith("{"))
                        .as("not the same twice: " + before + " and " + text(record))
                        .isTrue();
            }
        }
        return panes;
    }

    /** Whatever was told is not more than there is. */
    private void checkSome(Map<String, TreeMap<Integer, String>> panes, Set<Integer> lateNumbers) {
        Map<String, List<Arrival>> windows = windows(lateNumbers);
        panes.forEach((key, told) -> {
            int most = Integer.parseInt(told.lastEntry().getValue().split(" ")[0]);
            assertThat(most)
                    .as("events of " + key)
                    .isLessThanOrEqualTo(windows.getOrDefault(key, List.of()).size());
        });
    }

    private Map<String, List<Arrival>> windows(Set<Integer> lateNumbers) {
        Map<String, List<Arrival>> windows = new TreeMap<>();
        for (Arrival arrival : arrivals) {
            if (!lateNumbers.contains(arrival.payment().number())) {
                windows.computeIfAbsent(window(arrival.payment()), key -> new ArrayList<>())
                        .add(arrival);
            }
        }
        return windows;
    }

    private void checkPanes(Map<String, TreeMap<Integer, String>> panes, Set<Integer> lateNumbers) {
        Map<String, List<Arrival>> windows = windows(lateNumbers);
        Map<String, String> expected = new TreeMap<>();
        windows.forEach((key, all) -> expected.put(key, total(all)));
        Map<String, String> last = new TreeMap<>();
        panes.forEach((key, all) -> last.put(key, all.lastEntry().getValue()));
        assertThat(last).as("final panes").isEqualTo(expected);
        windows.forEach((key, all) -> {
            int told = panes.get(key).size();
            if (emit.equals("on-update")) {
                assertThat(told).as("a pane for each event of " + key).isEqualTo(all.size());
            } else if (emit.equals("on-close") && exactly) {
                int after = (int) all.stream().filter(Arrival::closed).count();
                assertThat(told).as("panes of " + key).isEqualTo(after + (after < all.size() ? 1 : 0));
            }
        });
    }

    private static String total(List<Arrival> all) {
        return all.size() + " "
                + all.stream().mapToLong(arrival -> arrival.payment().amount()).sum() + " "
                + all.stream()
                        .mapToLong(arrival -> arrival.payment().amount())
                        .max()
                        .orElseThrow();
    }

    private static String text(Written record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
