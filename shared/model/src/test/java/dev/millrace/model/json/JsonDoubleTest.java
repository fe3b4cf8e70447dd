package dev.millrace.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDoubleTest {

    private static final Duration LENGTH = Duration.ofMillis(750);

    /** On literals from seeds; {@code -Dmillrace.seed=n} runs one again. */
    @Test
    void a_literal_is_the_double_that_java_makes_of_it() {
        Long only = Long.getLong("millrace.seed");
        long end = System.nanoTime() + LENGTH.toNanos();
        long seed = only != null ? only : System.nanoTime();
        do {
            String literal = literal(new Random(seed));
            assertThat(Double.doubleToRawLongBits(read(literal)))
                    .as("millrace.seed=" + seed + ": " + literal)
                    .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(literal)));
            seed++;
        } while (only == null && System.nanoTime() < end);
    }

    private static String literal(Random random) {
        StringBuilder literal = new StringBuilder(random.nextBoolean() ? "-" : "");
        digits(literal, 1 + random.nextInt(random.nextInt(3) == 0 ? 22 : 9), random);
        if (random.nextInt(4) > 0) {
            digits(literal.append('.'), 1 + random.nextInt(random.nextInt(3) == 0 ? 22 : 9), random);
        }
        if (random.nextInt(3) == 0) {
            literal.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(10) == 0 ? "+" : "");
            int exponent = random.nextInt(random.nextInt(4) == 0 ? 250 : 25);
            literal.append(literal.charAt(literal.length() - 1) != '+' && random.nextBoolean() ? -exponent : exponent);
        }
        return literal.toString();
    }

    private static void digits(StringBuilder literal, int count, Random random) {
        boolean nines = random.nextInt(10) == 0;
        for (int i = 0; i < count; i++) {
            literal.append(nines ? 9 : random.nextInt(10));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e400",
                "-",
                "1.",
                "1e",
                "1e+",
                ".5",
                "+1",
                "NaN",
                "Infinity",
                "1f",
                "1d",
                "1.5.5",
                "1e5e5",
                "e5",
                "--1",
                "1 "
            })
    void what_is_no_finite_decimal_is_none(String text) {
        assertThat(read(text)).isNaN();
    }

    /** The same bytes in the middle of others, so that bounds count. */
    private static double read(String text) {
        byte[] document = ("9" + text + "9").getBytes(StandardCharsets.US_ASCII);
        return JsonDouble.read(document, 1, document.length - 1);
    }
}
