package dev.millrace.aggregate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random events, and what is to come of them, computed the long way: plain maps and lists, nothing of the operator's. One thread. */
final class AggregateRecount {

    static final long WINDOW_MILLIS = 1_000;

    /** An event; {@code amount} is null where it has none. */
    record Sample(long timeMillis, String card, BigDecimal amount, int number) {
        String json() {
            return "{\"card\":" + card + ",\"no\":" + number
                    + (amount == null ? "" : ",\"amount\":" + amount.toPlainString()) + "}";
        }
    }

    private AggregateRecount() {}

    /** Events around 1970, no two of one card at one time. */
    static List<Sample> samples(Random random, int count) {
        String[] cards = {"\"a\"", "\"b\"", "7", "null"};
        Map<String, Sample> samples = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long time = random.nextInt(12_000) - 6_000L;
            String card = cards[random.nextInt(cards.length)];
            BigDecimal amount = switch (random.nextInt(5)) {
                case 0 -> null;
                case 1 -> BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, 3);
                case 2 -> new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(12) + 1);
                default -> BigDecimal.valueOf(random.nextInt(1_000) - 500);
            };
            samples.put(card + time, new Sample(time, card, amount, i));
        }
        return samples.values().stream()
                .sorted(Comparator.comparingLong(Sample::timeMillis).thenComparing(Sample::card))
                .toList();
    }

    /** The same events, none further from its place than the bound allows. */
    static List<Sample> shuffled(List<Sample> sorted, Random random, int boundMillis) {
        Map<Sample, Long> arrival = new HashMap<>();
        sorted.forEach(sample -> arrival.put(sample, sample.timeMillis() + random.nextInt(boundMillis)));
        List<Sample> shuffled = new ArrayList<>(sorted);
        shuffled.sort(Comparator.comparing(arrival::get));
        return shuffled;
    }

    /** The final results, {@code card start -> document without pane}. */
    static Map<String, String> results(List<Sample> samples) {
        Map<String, List<Sample>> windows = new HashMap<>();
        for (Sample sample : samples) {
            long start = sample.timeMillis() - Math.floorMod(sample.timeMillis(), WINDOW_MILLIS);
            windows.computeIfAbsent(sample.card() + " " + start, key -> new ArrayList<>())
                    .add(sample);
        }
        Map<String, String> results = new HashMap<>();
        windows.forEach((key, all) -> results.put(key, result(all)));
        return results;
    }

    private static String result(List<Sample> all) {
        List<Sample> byTime = new ArrayList<>(all);
        byTime.sort(Comparator.comparingLong(Sample::timeMillis));
        List<BigDecimal> amounts = byTime.stream()
                .map(Sample::amount)
                .filter(amount -> amount != null)
                .toList();
        BigDecimal sum = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean none = amounts.isEmpty();
        BigDecimal mean = none
                ? null
                : sum.divide(BigDecimal.valueOf(amounts.size()), new MathContext(17, RoundingMode.HALF_EVEN));
        long start = byTime.get(0).timeMillis() - Math.floorMod(byTime.get(0).timeMillis(), WINDOW_MILLIS);
        long small = amounts.stream().filter(amount -> amount.doubleValue() < 0).count();
        return "{\"card\":" + all.get(0).card() + ",\"windowStart\":" + start + ",\"windowEnd\":"
                + (start + WINDOW_MILLIS) + ",\"n\":" + all.size() + ",\"known\":" + amounts.size() + ",\"below\":"
                + small + ",\"total\":" + (none ? "null" : text(sum)) + ",\"mean\":" + text(mean) + ",\"least\":"
                + text(amounts.stream().min(Comparator.naturalOrder()).orElse(null)) + ",\"most\":"
                + text(amounts.stream().max(Comparator.naturalOrder()).orElse(null)) + ",\"start\":"
                + byTime.get(0).number() + ",\"end\":"
                + byTime.get(byTime.size() - 1).number();
    }

    private static String text(BigDecimal number) {
        return number == null
                ? "null"
                : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
