package dev.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.CompiledExpression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What the CEL runtime answers, compiled expressions answer: on expressions and events from seeds. {@code -Dmillrace.seed=n} runs one again,
 * {@code -Dmillrace.seconds=n} goes on for longer.
 */
class ExpressionDifferentialTest {

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("millrace.seconds", 10));
    private static final int EVENTS = 100;

    private int expressions;
    private int compiled;
    private long values;
    private long failures;
    private long decidedValues;
    private long decidedFailures;

    @Test
    void compiled_expressions_answer_what_the_runtime_answers() {
        Long only = Long.getLong("millrace.seed");
        if (only != null) {
            check(only);
            return;
        }
        long end = System.nanoTime() + LENGTH.toNanos();
        for (long seed = System.nanoTime(); System.nanoTime() < end; seed++) {
            try {
                check(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("millrace.seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
        String all = "%d of %d expressions compiled; %d of %d values and %d of %d failures without the runtime"
                .formatted(compiled, expressions, decidedValues, values, decidedFailures, failures);
        assertThat(compiled).as(all).isGreaterThan(expressions * 6 / 10);
        assertThat(values).as(all).isGreaterThan(compiled * (long) EVENTS / 10);
        assertThat(failures).as(all).isGreaterThan(compiled * (long) EVENTS / 10);
        assertThat(decidedValues).as(all).isGreaterThan(values * 6 / 10);
        assertThat(decidedFailures).as(all).isGreaterThan(failures / 20);
    }

    private void check(long seed) {
        Random random = new Random(seed);
        GeneratedExpressions sources = new GeneratedExpressions(random);
        String source = sources.next();
        Expression expression;
        try {
            expression = Expression.compile(source, 3, 5, Scope.OPEN);
        } catch (InvalidExpressionException ofUnlikeTypes) {
            return;
        }
        expressions++;
        CompiledExpression closures = expression.compiled().orElse(null);
        if (closures == null) {
            return;
        }
        compiled++;
        GeneratedEvents events = new GeneratedEvents(random);
        for (int i = 0; i < EVENTS; i++) {
            Event event = events.next();
            String value = outcome(() -> expression.evaluateByRuntime(event));
            assertThat(outcome(() -> expression.evaluate(event)))
                    .as(() -> source + " on " + shown(event))
                    .isEqualTo(value);
            assertThat(outcome(() -> expression.test(event)))
                    .as(() -> "condition " + source + " on " + shown(event))
                    .isEqualTo(outcome(() -> expression.testByRuntime(event)));
            boolean decided = closures.evaluate(event) != CompiledExpression.UNDECIDED;
            if (value.startsWith("failure")) {
                failures++;
                decidedFailures += decided ? 1 : 0;
            } else {
                values++;
                decidedValues += decided ? 1 : 0;
            }
        }
    }

    private static String outcome(Supplier<Object> evaluation) {
        try {
            Object value = evaluation.get();
            if (value instanceof JsonView) {
                return "JSON " + new String(ValueWriter.write(value), StandardCharsets.UTF_8);
            }
            return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
        } catch (EvaluationException failure) {
            return "failure " + failure.line() + ":" + failure.column() + " " + failure.missing() + " "
                    + failure.getMessage();
        } catch (UnusableValueException late) {
            // A list may hold what is no JSON; it is decoded when it is looked at, here.
            return "unusable " + late.getMessage();
        }
    }

    private static String shown(Event event) {
        return new String(event.value(), StandardCharsets.UTF_8) + " = " + Arrays.toString(event.value());
    }
}
