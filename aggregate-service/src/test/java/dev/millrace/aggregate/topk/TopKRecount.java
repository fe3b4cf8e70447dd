package dev.millrace.aggregate.topk;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random rows, and the best of them by the definition: all that are there, sorted. */
final class TopKRecount {

    /** One row; it has the same bytes wherever its fields are the same. */
    record Sample(String group, String number, int tag, long timeMillis) {

        String json() {
            return "{\"g\":\"" + group + "\",\"n\":" + number + ",\"t\":" + tag + "}";
        }
    }

    private static final String[] NUMBERS = {"1", "1.0", "2", "2.50", "25e-1", "-3", "0", "12345678901234567890.5", "7"
    };

    private TopKRecount() {}

    /** So many rows of a few groups, numbers and times, so that many are alike; times rise by {@code rise} a row, in the mean. */
    static List<Sample> samples(Random random, int count, int rise) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(
                    random.nextBoolean() ? "a" : "b",
                    NUMBERS[random.nextInt(NUMBERS.length)],
                    random.nextInt(3),
                    -40 + (long) i * rise + random.nextInt(20)));
        }
        return samples;
    }

    /** The best k, the best first. */
    static List<String> best(Stream<Sample> rows, int k, boolean least) {
        Comparator<Sample> byNumber = Comparator.comparing(row -> new BigDecimal(row.number()));
        return rows.sorted((least ? byNumber : byNumber.reversed())
                        .thenComparingLong(Sample::timeMillis)
                        .thenComparing(Sample::json))
                .limit(k)
                .map(Sample::json)
                .toList();
    }
}
