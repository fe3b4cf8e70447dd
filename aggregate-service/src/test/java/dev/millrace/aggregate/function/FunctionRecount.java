package dev.millrace.aggregate.function;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Random events and what each function makes of all of them, computed the long way: lists and maps, nothing of the operator's. One thread. */
public final class FunctionRecount {

    /** What is computed, in the order of the results; the last two are compared as doubles. */
    public static final String COMPUTE = """
                a: minBy(no, x)
                b: maxBy(no, x)
                c: variance(x)
                d: stddev(x)
                e: correlation(x, y)
                f: median(x)
                g: percentile(x, 0.9)
                h: countDistinct(v)
                i: topK(v, 3)
                j: bottomK(v, 2)
                k: collect(no, 20)
                l: collectSet(v)
                m: histogram(x, [-100, 0, 0.5, 250])
                n: delta(x)
                o: rate(x)
                p: sum(x).where(y > 0)
                q: count().where(y > 0)
                r: topK(v, 20, approximate)
                y: ewma(x, "2s")
                z: ewma(x, "90s")
            """;

    /** Those of them that can take back. */
    public static final String RETRACTABLE = """
                c: variance(x)
                d: stddev(x)
                e: correlation(x, y)
                f: median(x)
                g: percentile(x, 0.9)
                h: countDistinct(v)
                i: topK(v, 3)
                j: bottomK(v, 2)
                l: collectSet(v)
                m: histogram(x, [-100, 0, 0.5, 250])
                p: sum(x).where(y > 0)
                q: count().where(y > 0)
            """;

    private static final MathContext EXACT = new MathContext(200, RoundingMode.HALF_EVEN);
    private static final MathContext TOLD = new MathContext(17, RoundingMode.HALF_EVEN);

    /** Spellings of v, with the spelling that is told; in the order of values. */
    private static final String[][] VALUES = {
        {"false", "false"},
        {"true", "true"},
        {"-30", "-30"},
        {"-3.5", "-3.5"},
        {"-3.50", "-3.5"},
        {"-3", "-3"},
        {"0", "0"},
        {"0.0", "0"},
        {"0.25", "0.25"},
        {"1", "1"},
        {"1.0", "1"},
        {"1e0", "1"},
        {"9", "9"},
        {"10", "10"},
        {"12345678901234567890.5", "12345678901234567890.5"},
        {"\"\"", "\"\""},
        {"\"1\"", "\"1\""},
        {"\"B\"", "\"B\""},
        {"\"a\"", "\"a\""},
        {"\"\\u0061\"", "\"a\""},
        {"\"é\"", "\"é\""}
    };

    /** An event; x and y are null where it has none, v is an index of {@link #VALUES} or -1. */
    public record Sample(int timeMillis, BigDecimal x, BigDecimal y, int v, int no) {
        /** The event. */
        public String json() {
            return "{\"no\":" + no + (x == null ? ",\"x\":null" : ",\"x\":" + x.toPlainString())
                    + (y == null ? "" : ",\"y\":" + y.toPlainString()) + (v < 0 ? "" : ",\"v\":" + VALUES[v][0]) + "}";
        }
    }

    private FunctionRecount() {}

    /** Events within 1,000 s, no two at one time, in the order of time. */
    public static List<Sample> samples(Random random, int count) {
        Map<Integer, Sample> samples = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int time = random.nextInt(1_000_000);
            samples.put(
                    time, new Sample(time, number(random), number(random), random.nextInt(VALUES.length + 1) - 1, i));
        }
        return List.copyOf(samples.values());
    }

    private static BigDecimal number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, 3);
            case 2 -> new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(12) + 1);
            case 3 -> BigDecimal.valueOf(random.nextInt(7) * 100 - 300);
            default -> BigDecimal.valueOf(random.nextInt(1_000) - 500);
        };
    }

    /** The values of all functions by name, but for y and z. */
    public static Map<Character, String> results(List<Sample> events) {
        List<Sample> all = new ArrayList<>(events);
        all.sort(Comparator.comparingInt(Sample::timeMillis));
        List<Sample> known = all.stream().filter(sample -> sample.x != null).toList();
        List<BigDecimal> numbers = known.stream().map(Sample::x).sorted().toList();
        Map<Character, String> results = new TreeMap<>();
        results.put(
                'a',
                known.stream()
                        .min(Comparator.comparing(Sample::x))
                        .map(s -> "" + s.no)
                        .orElse("null"));
        Sample most = null;
        for (Sample sample : known) {
            most = most == null || sample.x.compareTo(most.x) > 0 ? sample : most;
        }
        results.put('b', most == null ? "null" : "" + most.no);
        BigDecimal variance = numbers.size() < 2
                ? null
                : together(numbers, numbers).divide(BigDecimal.valueOf(numbers.size() - 1), EXACT);
        results.put('c', text(variance == null ? null : variance.round(TOLD)));
        results.put('d', text(variance == null ? null : variance.sqrt(TOLD)));
        results.put(
                'e', text(correlation(known.stream().filter(s -> s.y != null).toList())));
        results.put('f', text(percentile(numbers, new BigDecimal("0.5"))));
        results.put('g', text(percentile(numbers, new BigDecimal("0.9"))));
        values(all, results);
        results.put(
                'k', list(all.stream().limit(20).map(sample -> "" + sample.no).toList()));
        results.put('m', histogram(numbers));
        BigDecimal delta =
                known.isEmpty() ? null : known.get(known.size() - 1).x.subtract(known.get(0).x);
        results.put('n', text(delta));
        results.put(
                'o',
                known.size() < 2
                        ? "null"
                        : text(delta.multiply(BigDecimal.valueOf(1000))
                                .divide(
                                        BigDecimal.valueOf(
                                                known.get(known.size() - 1).timeMillis - known.get(0).timeMillis),
                                        TOLD)));
        List<Sample> positive =
                all.stream().filter(s -> s.y != null && s.y.signum() > 0).toList();
        results.put(
                'p',
                text(positive.stream()
                        .map(Sample::x)
                        .filter(x -> x != null)
                        .reduce(BigDecimal::add)
                        .orElse(null)));
        results.put('q', "" + positive.size());
        return results;
    }

    private static void values(List<Sample> all, Map<Character, String> results) {
        Map<String, Integer> counts = new TreeMap<>(Comparator.comparingInt(FunctionRecount::rank));
        for (Sample sample : all) {
            if (sample.v >= 0) {
                counts.merge(VALUES[sample.v][1], 1, Integer::sum);
            }
        }
        Set<String> different = new HashSet<>(counts.keySet());
        results.put('h', "" + different.size());
        results.put('l', list(List.copyOf(counts.keySet())));
        List<Map.Entry<String, Integer>> ranked = new ArrayList<>(counts.entrySet());
        ranked.sort(Map.Entry.comparingByValue());
        results.put('j', ranks(ranked, 2));
        ranked = new ArrayList<>(counts.entrySet());
        ranked.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
        results.put('i', ranks(ranked, 3));
        results.put('r', ranks(ranked, 20));
    }

    private static int rank(String told) {
        int rank = 0;
        while (!VALUES[rank][1].equals(told)) {
            rank++;
        }
        return rank;
    }

    private static String ranks(List<Map.Entry<String, Integer>> ranked, int most) {
        return list(ranked.stream()
                .limit(most)
                .map(entry -> "{\"value\":" + entry.getKey() + ",\"count\":" + entry.getValue() + "}")
                .toList());
    }

    private static String list(List<String> items) {
        return "[" + String.join(",", items) + "]";
    }

    /** The sum of the products of two numbers less their means. */
    private static BigDecimal together(List<BigDecimal> a, List<BigDecimal> b) {
        BigDecimal n = BigDecimal.valueOf(a.size());
        BigDecimal meanA = a.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(n, EXACT);
        BigDecimal meanB = b.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(n, EXACT);
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.size(); i++) {
            sum = sum.add(a.get(i).subtract(meanA).multiply(b.get(i).subtract(meanB)));
        }
        return sum;
    }

    private static BigDecimal correlation(List<Sample> pairs) {
        if (pairs.size() < 2) {
            return null;
        }
        List<BigDecimal> x = pairs.stream().map(Sample::x).toList();
        List<BigDecimal> y = pairs.stream().map(Sample::y).toList();
        BigDecimal spread = together(x, x).multiply(together(y, y)).sqrt(EXACT);
        return spread.signum() == 0 ? null : together(x, y).divide(spread, TOLD);
    }

    private static BigDecimal percentile(List<BigDecimal> sorted, BigDecimal part) {
        if (sorted.isEmpty()) {
            return null;
        }
        BigDecimal place = part.multiply(BigDecimal.valueOf(sorted.size() - 1));
        int below = place.intValue();
        BigDecimal low = sorted.get(below);
        BigDecimal high = sorted.get(Math.min(below + 1, sorted.size() - 1));
        BigDecimal way = place.subtract(BigDecimal.valueOf(below));
        return way.signum() == 0 || low.compareTo(high) == 0
                ? low
                : low.multiply(BigDecimal.ONE.subtract(way))
                        .add(high.multiply(way))
                        .round(TOLD);
    }

    private static String histogram(List<BigDecimal> numbers) {
        double[] bounds = {-100, 0, 0.5, 250, Double.POSITIVE_INFINITY};
        String[] names = {"-100", "0", "0.5", "250", "null"};
        List<String> buckets = new ArrayList<>();
        double below = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < bounds.length; i++) {
            double from = below;
            double to = bounds[i];
            long count = numbers.stream()
                    .filter(x -> x.doubleValue() > from && x.doubleValue() <= to)
                    .count();
            buckets.add("{\"le\":" + names[i] + ",\"count\":" + count + "}");
            below = to;
        }
        return list(buckets);
    }

    /** The decayed mean; NaN of nothing. */
    public static double decayed(List<Sample> events, double halfLifeMillis) {
        int latest = events.stream()
                .filter(sample -> sample.x != null)
                .mapToInt(Sample::timeMillis)
                .max()
                .orElse(0);
        double sum = 0;
        double weights = 0;
        for (Sample sample : events) {
            if (sample.x != null) {
                double weight = Math.pow(0.5, (latest - sample.timeMillis) / halfLifeMillis);
                sum += weight * sample.x.doubleValue();
                weights += weight;
            }
        }
        return sum / weights;
    }

    private static String text(BigDecimal number) {
        if (number == null) {
            return "null";
        }
        BigDecimal value = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return value.scale() <= 34 ? value.toPlainString() : value.toString();
    }
}
