package dev.millrace.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What one contender did in one round.
 *
 * @param steady events a second between a fifth and 95 % of the results
 * @param whole events a second from the process's start to the last result
 * @param cpu processor seconds of its process for a million events, while steady
 * @param beside the same of other processes
 */
record Figures(double steady, double whole, double cpu, Map<String, Double> beside) {

    /** One round in a line. */
    String line() {
        return String.format(
                Locale.ROOT,
                "steady %,.0f events/s, whole %,.0f events/s, %.2f CPU-s per million (%s)",
                steady,
                whole,
                cpu,
                beside.entrySet().stream()
                        .map(one -> String.format(Locale.ROOT, "%s %.2f", one.getKey(), one.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    /** Prints medians, their ratio to those of one contender, and every round. */
    static void print(Map<String, List<Figures>> all, String yardstick) {
        List<Figures> one = all.getOrDefault(yardstick, List.of());
        System.out.println(
                "| contender | steady events/s | ratio | whole events/s | ratio | CPU-s per million | ratio |");
        System.out.println("|---|---|---|---|---|---|---|");
        all.forEach((name, rounds) -> System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %s | %,.0f | %s | %.2f | %s |%n",
                name,
                median(rounds, Figures::steady),
                ratio(rounds, one, Figures::steady),
                median(rounds, Figures::whole),
                ratio(rounds, one, Figures::whole),
                median(rounds, Figures::cpu),
                ratio(rounds, one, Figures::cpu)));
        System.out.println();
        all.forEach((name, rounds) -> {
            for (int round = 0; round < rounds.size(); round++) {
                System.out.println(
                        name + " " + (round + 1) + ": " + rounds.get(round).line());
            }
        });
    }

    private static String ratio(List<Figures> rounds, List<Figures> one, ToDoubleFunction<Figures> figure) {
        return one.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", median(rounds, figure) / median(one, figure));
    }

    private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
