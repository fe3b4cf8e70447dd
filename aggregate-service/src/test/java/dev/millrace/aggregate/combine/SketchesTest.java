package dev.millrace.aggregate.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.combine.FunctionRuns.Sample;
import dev.millrace.testkit.KeyedTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is not exact errs no more than it is said to, and where it can it depends on nothing but the events. A failure names its seed. */
class SketchesTest {

    private static final double[] PARTS = {0, 0.01, 0.25, 0.5, 0.9, 0.99, 1};

    private static final String PERCENTILES = IntStream.range(0, PARTS.length)
            .mapToObj(i -> (char) ('a' + i) + ": percentile(x, " + BigDecimal.valueOf(PARTS[i]) + ")\n")
            .reduce("", String::concat);

    private static List<Sample> samples(List<String> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> new Sample(i, "{\"x\":" + values.get(i) + "}"))
                .toList();
    }

    private static List<Sample> shuffled(List<Sample> samples, Random random) {
        List<Sample> shuffled = new ArrayList<>(samples);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** The most that a percentile may be off: a hundredth of each of the two numbers it lies between, in the proportion of its place. */
    private static void expectWithinBound(String told, List<BigDecimal> sorted, double part) {
        BigDecimal place = BigDecimal.valueOf(part).multiply(BigDecimal.valueOf(sorted.size() - 1));
        BigDecimal low = sorted.get(place.intValue());
        BigDecimal high = sorted.get(Math.min(place.intValue() + 1, sorted.size() - 1));
        BigDecimal way = place.subtract(BigDecimal.valueOf(place.intValue()));
        BigDecimal rest = BigDecimal.ONE.subtract(way);
        BigDecimal exact = low.multiply(rest).add(high.multiply(way));
        BigDecimal bound =
                low.abs().multiply(rest).add(high.abs().multiply(way)).movePointLeft(2);
        assertThat(new BigDecimal(told).subtract(exact).abs())
                .as("percentile %s is %s, told is %s", part, exact, told)
                .isLessThanOrEqualTo(bound);
    }

    private static BigDecimal number(Random random, long seed) {
        double value = switch ((int) (seed % 3)) {
            case 0 -> Math.exp(3 * random.nextGaussian());
            case 1 -> 1000 * random.nextGaussian();
            default -> Math.rint(random.nextGaussian() * 100_000);
        };
        return new BigDecimal(value, new MathContext(6));
    }

    @TestFactory
    Stream<DynamicTest> percentiles_of_many_values() {
        return LongStream.range(0, 12)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<BigDecimal> numbers = new ArrayList<>(Stream.generate(() -> number(random, seed))
                            .limit(2_000)
                            .toList());
                    List<Sample> samples =
                            samples(numbers.stream().map(BigDecimal::toString).toList());
                    Map<Character, String> told = FunctionRuns.all(PERCENTILES, samples);
                    Collections.sort(numbers);
                    for (int i = 0; i < PARTS.length; i++) {
                        expectWithinBound(told.get((char) ('a' + i)), numbers, PARTS[i]);
                    }
                    List<Sample> shuffled = shuffled(samples, random);
                    assertThat(FunctionRuns.all(PERCENTILES, shuffled))
                            .as("shuffled")
                            .isEqualTo(told);
                    assertThat(FunctionRuns.inParts(PERCENTILES, shuffled, random, 5 + (int) seed * 60))
                            .as("in parts")
                            .isEqualTo(told);
                }));
    }

    @TestFactory
    Stream<DynamicTest> percentiles_of_more_than_there_are_buckets_for() {
        return LongStream.range(0, 4)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<BigDecimal> numbers = new ArrayList<>();
                    for (int i = 0; i < 4_000; i++) {
                        numbers.add(BigDecimal.valueOf(random.nextInt(1_000_000) + 1)
                                .scaleByPowerOfTen(random.nextInt(4_000) - 2_000));
                    }
                    List<Sample> samples =
                            samples(numbers.stream().map(BigDecimal::toString).toList());
                    Map<Character, String> told = FunctionRuns.all(PERCENTILES, samples);
                    Collections.sort(numbers);
                    for (int i = 4; i < PARTS.length; i++) {
                        expectWithinBound(told.get((char) ('a' + i)), numbers, PARTS[i]);
                    }
                    BigDecimal lowest = new BigDecimal(told.get('a'));
                    assertThat(lowest).as("what is low is one").isGreaterThan(numbers.get(1_000));
                    assertThat(lowest).isEqualByComparingTo(told.get('c'));
                    List<Sample> shuffled = shuffled(samples, random);
                    assertThat(FunctionRuns.all(PERCENTILES, shuffled))
                            .as("shuffled")
                            .isEqualTo(told);
                    assertThat(FunctionRuns.inParts(PERCENTILES, shuffled, random, 700))
                            .as("in parts")
                            .isEqualTo(told);
                }));
    }

    @Test
    void from_the_257th_different_value_on_percentiles_are_not_exact() {
        List<String> values = new ArrayList<>(
                IntStream.rangeClosed(1_001, 1_256).mapToObj(Integer::toString).toList());
        values.addAll(List.copyOf(values));
        assertThat(FunctionRuns.all("m: median(x)", samples(values))).containsEntry('m', "1128.5");
        values.add("5000");
        String median = FunctionRuns.all("m: median(x)", samples(values)).get('m');
        assertThat(median).isNotEqualTo("1129");
        assertThat(Double.parseDouble(median)).isBetween(1129 * 0.99, 1129 * 1.01);
    }

    @Test
    void what_is_taken_back_of_many_was_never_there() {
        Random random = new Random(7);
        List<Sample> samples = samples(
                Stream.generate(() -> number(random, 1).toString()).limit(900).toList());
        KeyedTable table = KeyedTable.of(FunctionRuns.yaml(PERCENTILES));
        samples.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
        shuffled(samples.subList(400, 900), random)
                .forEach(sample -> table.retract(sample.timeMillis(), sample.json(), List.of(), ""));

        assertThat(FunctionRuns.values(table)).isEqualTo(FunctionRuns.all(PERCENTILES, samples.subList(0, 400)));
    }

    @Test
    void when_all_is_taken_back_percentiles_are_exact_again() {
        List<Sample> samples =
                samples(IntStream.range(1, 300).mapToObj(Integer::toString).toList());
        KeyedTable table = KeyedTable.of(FunctionRuns.yaml("m: median(x)"));
        samples.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
        samples.forEach(sample -> table.retract(sample.timeMillis(), sample.json(), List.of(), ""));
        table.in(1, "{\"x\":1003}", "").in(1, "{\"x\":1004}", "");

        assertThat(FunctionRuns.values(table)).containsEntry('m', "1003.5");
    }

    private static List<String> different(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> random.nextBoolean() ? "\"v" + i + random.nextInt(1000) + "\"" : i + ".5")
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> many_different_values() {
        return Stream.of(10, 100, 400, 3_000, 10_000, 40_000)
                .map(count -> DynamicTest.dynamicTest(count + " values", () -> {
                    double squares = 0;
                    for (int seed = 0; seed < 8; seed++) {
                        Random random = new Random(seed);
                        List<String> values = new ArrayList<>(different(random, count));
                        values.addAll(List.copyOf(values.subList(0, count / 2)));
                        List<Sample> samples = samples(values);
                        Map<Character, String> told = FunctionRuns.all("d: countDistinct(x, approximate)", samples);
                        double error = Long.parseLong(told.get('d')) / (double) count - 1;
                        squares += error * error;
                        assertThat(error).as("seed %s", seed).isBetween(-4 * 0.0163, 4 * 0.0163);
                        if (seed < 3) {
                            List<Sample> shuffled = shuffled(samples, random);
                            assertThat(FunctionRuns.all("d: countDistinct(x, approximate)", shuffled))
                                    .as("shuffled")
                                    .isEqualTo(told);
                            assertThat(FunctionRuns.inParts(
                                            "d: countDistinct(x, approximate)", shuffled, random, count / 4 + 1))
                                    .as("in parts")
                                    .isEqualTo(told);
                        }
                    }
                    assertThat(Math.sqrt(squares / 8))
                            .as("error in the mean, of 8")
                            .isLessThan(count <= 100 ? 0.000_001 : 0.0163 * 1.7);
                }));
    }

    private static final Pattern RANK = Pattern.compile("\\{\"value\":(\\d+),\"count\":(\\d+)}");

    @TestFactory
    Stream<DynamicTest> heavy_hitters() {
        return LongStream.range(0, 8)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    List<String> values = new ArrayList<>();
                    Map<String, Integer> real = new HashMap<>();
                    for (int i = 0; i < 20_000; i++) {
                        String value = "" + (int) Math.min(20_000, 1 / (random.nextDouble() + 1e-9));
                        value = random.nextInt(3) == 0 ? "" + (30_000 + random.nextInt(30_000)) : value;
                        values.add(value);
                        real.merge(value, 1, Integer::sum);
                    }
                    assertThat(real.size()).isGreaterThan(5_000);
                    String top = "t: topK(x, 30, approximate)";
                    expectHitters(FunctionRuns.all(top, samples(values)).get('t'), real, values.size());
                    expectHitters(
                            FunctionRuns.inParts(top, samples(values), random, 3_000)
                                    .get('t'),
                            real,
                            values.size());
                }));
    }

    private static void expectHitters(String told, Map<String, Integer> real, int count) {
        int bound = count / 1_001;
        List<String> values = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        Matcher rank = RANK.matcher(told);
        while (rank.find()) {
            values.add(rank.group(1));
            least = Integer.parseInt(rank.group(2));
            assertThat(least)
                    .as("count of %s", rank.group(1))
                    .isBetween(real.get(rank.group(1)) - bound, real.get(rank.group(1)));
        }
        assertThat(values).hasSize(30);
        int enough = least + bound;
        assertThat(values)
                .containsAll(real.keySet().stream()
                        .filter(value -> real.get(value) > enough)
                        .toList());
        assertThat(real.values().stream().filter(times -> times > enough).count())
                .as("values that must be told")
                .isGreaterThan(10);
    }

    @Test
    void rows_stay_small_however_much_they_see() {
        Random random = new Random(3);
        List<Sample> samples = samples(IntStream.range(0, 20_000)
                .mapToObj(i -> Double.toString(Math.exp(60 * random.nextGaussian())))
                .toList());
        Map<String, Integer> most = Map.of(
                "percentile(x, 0.5)",
                2_048 * 12 + 100,
                "countDistinct(x, approximate)",
                4_300,
                "topK(x, 5, approximate)",
                1_000 * (16 + 24) + 100,
                "collect(x, 50)",
                50 * (12 + 24) + 100,
                "ewma(x, \"1s\")",
                1_000);
        most.forEach((function, bytes) -> {
            KeyedTable table = KeyedTable.of(FunctionRuns.yaml("r: " + function));
            samples.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
            assertThat(table.bytesPerRow()).as(function).isLessThan(bytes);
        });
    }
}
