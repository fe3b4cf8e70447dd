package dev.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is compiled, and what compiled expressions answer; {@link ExpressionDifferentialTest} says that it is what the runtime answers. */
class CompiledExpressionTest {

    private static final String MISSING = "missing";
    private static final String FAILURE = "failure";

    private record Row(String expression, String json, Object value, String reason) {}

    private static Row row(String expression, String json, Object value, String reason) {
        return new Row(expression, json, value, reason);
    }

    private static final Row[] VALUES = {
        row("a > 100", "{\"a\":101}", true, "an integer in place"),
        row("a > 100", "{\"a\":100.5}", true, "a decimal against an integer"),
        row("a < 0.3", "{\"a\":0.30000000000000001}", false, "seventeen digits round as they do in Java"),
        row("a == 0.1", "{\"a\":1e-1}", true, "an exponent"),
        row("a == 1e23", "{\"a\":1e23}", true, "an exponent beyond the exact powers of ten"),
        row("a == 0", "{\"a\":-0}", true, "minus nought is the integer nought"),
        row("a == 0", "{\"a\":-0.0}", false, "the decimal minus nought is not, for the runtime"),
        row("a == 0.0", "{\"a\":-0.0}", true, "but equals the decimal nought"),
        row("a > 9223372036854775806", "{\"a\":9223372036854775807}", true, "nineteen digits"),
        row("a > 1", "{\"a\":9223372036854775808}", FAILURE, "an integer too large"),
        row("a > 1", "{\"a\":1e400}", FAILURE, "a decimal too large"),
        row("a == 9007199254740993", "{\"a\":9007199254740992.0}", true, "the runtime compares as decimals"),
        row("a < 9007199254740993", "{\"a\":9007199254740992}", true, "integers are compared exactly"),
        row("100 < a", "{\"a\":101}", true, "the field on the right"),
        row("a == \"web\"", "{\"a\":\"web\"}", true, "a text in place"),
        row("a == \"web\"", "{\"a\":\"w\\u0065b\"}", true, "an escape"),
        row("a == \"web\"", "{\"a\":\"web \"}", false, "a longer text"),
        row("a == \"web\"", "{\"a\":\"we\\q\"}", FAILURE, "an escape that JSON does not have"),
        row("a == \"\uFFFD\"", "{\"a\":\"\uFFFD\"}", true, "the character that stands for broken bytes"),
        row("a != \"web\"", "{\"a\":null}", true, "null differs from a text"),
        row("a == \"web\"", "{\"a\":{\"b\":1}}", false, "an object is no text"),
        row("a == \"web\"", "{\"a\":tru}", FAILURE, "no word of JSON"),
        row("a < \"web\"", "{\"a\":\"app\"}", true, "texts have an order"),
        row(
                "a < \"\uFB01\"",
                "{\"a\":\"\uD83D\uDE00\"}",
                true,
                "that of UTF-16, as the runtime has it, not of code points"),
        row("a > \"we\"", "{\"a\":\"web\"}", true, "the longer one is greater"),
        row("a > \"we\"", "{\"a\":\"wé\"}", true, "as is what is beyond ASCII"),
        row("a < \"web\"", "{\"a\":5}", FAILURE, "unlike kinds have none"),
        row("a == true", "{\"a\":true}", true, "a boolean"),
        row("a == null", "{\"a\":null}", true, "null"),
        row("a", "{\"a\":\"x\"}", "x", "a bare field is no matter of the compiler"),
        row("a + 0", "{\"a\":1,\"a\":2}", 2L, "of a name twice the last one counts"),
        row("o.x + 0", "{\"o\":{\"x\":1},\"o\":{\"x\":2}}", 2L, "around the field too"),
        row("o.x + 0", "{\"\\u006f\":{\"\\u0078\":3}}", 3L, "escapes in names"),
        row("o.x > 1", "{\"o\":5}", MISSING, "a number on the way"),
        row("o.x > 1", "{\"p\":5}", MISSING, "nothing on the way"),
        row("a > 1", "{\"b\":5}", MISSING, "a missing field"),
        row("a > 1", "{\"a\":null}", MISSING, "a null field"),
        row("a > 1 || b == 2", "{\"b\":2}", true, "the right side hides the missing field"),
        row("b == 2 && a > 1", "{\"b\":3}", false, "the left side decides first"),
        row("a || b == 2", "{\"a\":5,\"b\":2}", FAILURE, "a value that is no condition is not hidden"),
        row("(a || b == 2) || true", "{\"a\":5,\"b\":2}", true, "its failure is"),
        row("has(event.a)", "{\"a\":null}", true, "null is there"),
        row("has(o.a)", "{\"o\":{}}", false, "not in this object"),
        row("has(o.a)", "{\"o\":1}", MISSING, "not an object"),
        row("has(event.a)", "[1]", FAILURE, "not an object at all"),
        row("has(event.a) ? a : 7", "{}", 7L, "a default"),
        row("a ? 1 : 2", "{\"a\":5}", FAILURE, "a number is no condition"),
        row("a + b", "{\"a\":9223372036854775807,\"b\":1}", FAILURE, "a sum too large"),
        row("a - b", "{\"a\":-9223372036854775808,\"b\":1}", FAILURE, "a difference too large"),
        row("a * b", "{\"a\":4294967296,\"b\":4294967296}", FAILURE, "a product too large"),
        row("a * b", "{\"a\":-9223372036854775808,\"b\":-1}", FAILURE, "also this one"),
        row("a / b", "{\"a\":-9223372036854775808,\"b\":-1}", FAILURE, "a quotient too large"),
        row("a % b", "{\"a\":-9223372036854775808,\"b\":-1}", 0L, "its remainder"),
        row("a / b", "{\"a\":1,\"b\":0}", FAILURE, "by zero"),
        row("a / b", "{\"a\":1,\"b\":0.0}", Double.POSITIVE_INFINITY, "by the decimal zero"),
        row("a % b", "{\"a\":7,\"b\":2.5}", 2.0, "mixed"),
        row("-a", "{\"a\":-9223372036854775808}", FAILURE, "no such positive integer"),
        row("-a", "{\"a\":0.0}", -0.0, "minus nought"),
        row("a + b", "{\"a\":\"x\",\"b\":\"y\"}", "xy", "texts are joined"),
        row("a + b", "{\"a\":\"x\",\"b\":1}", FAILURE, "but not with numbers"),
        row("size(a)", "{\"a\":\"\uD83D\uDE00\"}", 1L, "characters are code points"),
        row("a.size()", "{\"a\":[1,[2,3]]}", 2L, "items"),
        row("a in [1, 2.5, \"x\"]", "{\"a\":2.5}", true, "in a list of any kinds"),
        row("a in [1, 2]", "{\"a\":1.0}", true, "in it as a number"),
        row("a in [1, 2]", "{\"a\":\"1\"}", false, "not in it as a text"),
        row("a + 1 in [2, null]", "{\"a\":1}", true, "what is computed, among others than numbers and texts"),
        row("a in [1]", "{}", MISSING, "nothing is in no list"),
        row("a.startsWith(\"we\")", "{\"a\":\"web\"}", true, "in place"),
        row("a.endsWith(\"b\")", "{\"a\":\"we\\u0062\"}", true, "escaped"),
        row("a.contains(\"é\")", "{\"a\":\"caféteria\"}", true, "beyond ASCII"),
        row("a.contains(\"\")", "{\"a\":\"\"}", true, "nothing is in nothing"),
        row("a.startsWith(\"1\")", "{\"a\":1}", FAILURE, "a number starts with nothing"),
        row("string(a) + \"!\"", "{\"a\":2.50}", "2.5!", "a decimal as text"),
        row("int(a) + 1", "{\"a\":\"5\"}", 6L, "a text as integer"),
        row("double(a)", "{\"a\":3}", 3.0, "an integer as decimal"),
        row("event[\"x y\"] > 5", "{\"x y\":5.5}", FAILURE, "an index from which the checker took the decimals"),
        row("a > 1", "{\"a\":2", FAILURE, "an object without an end"),
        row("a > 1", "", FAILURE, "no bytes at all"),
    };

    @TestFactory
    Stream<DynamicTest> values() {
        return Stream.of(VALUES)
                .map(row -> DynamicTest.dynamicTest(row.expression + " : " + row.reason, () -> {
                    byte[] document = row.json.getBytes(StandardCharsets.UTF_8);
                    Expression expression = Expression.compile(row.expression, 1, 1, Scope.OPEN);
                    assertThat(outcome(expression, new Event(document, null, 0, Op.INSERT, null)))
                            .as(row.reason)
                            .isEqualTo(row.value);
                    assertThat(outcome(expression, new Event(document, null, 0, Op.INSERT, null, new JsonFields())))
                            .as(row.reason + ", in a task")
                            .isEqualTo(row.value);
                }));
    }

    private static Object outcome(Expression expression, Event event) {
        try {
            return expression.evaluate(event);
        } catch (EvaluationException failure) {
            return failure.missing() ? MISSING : FAILURE;
        }
    }

    private record Coverage(String expression, boolean compiled, String reason) {}

    private static final Coverage[] COVERAGE = {
        new Coverage("price > 100 && channel == \"web\"", true, "fields and literals"),
        new Coverage("a.b[\"c d\"] != null", true, "paths"),
        new Coverage("!(a < b) || has(o.x) ? -a % 2 : 1.5", true, "operators"),
        new Coverage("a in [1, \"x\", 2.5]", true, "a list of numbers and texts"),
        new Coverage("size(string(int(a) + 1)) > 1 && a.contains(b)", true, "the functions"),
        new Coverage("a", false, "a bare field is read without either"),
        new Coverage("event == a", false, "the event as a value"),
        new Coverage("meta.key == \"x\"", false, "what is not in the bytes"),
        new Coverage("a[0] > 1", false, "items of arrays"),
        new Coverage("a in [b]", false, "a list that is not of literals"),
        new Coverage("a in [1, null]", false, "a list of others than numbers and texts"),
        new Coverage("a + 1 in [2]", false, "no field in a list"),
        new Coverage("\"x\" in a", false, "a field as list"),
        new Coverage("a in []", false, "the empty list"),
        new Coverage("a.matches(\"x\")", false, "patterns"),
        new Coverage("a.exists(x, x > 1)", false, "macros"),
        new Coverage("[a]", false, "new lists"),
        new Coverage("{\"a\": a}", false, "new objects"),
        new Coverage("a == 1u", false, "unsigned integers"),
        new Coverage("a == b\"x\"", false, "bytes"),
        new Coverage("type(a) == int", false, "types"),
        new Coverage("timestamp(a) < timestamp(b)", false, "times"),
        new Coverage("a.lowerAscii() == \"x\"", false, "other functions of texts"),
        new Coverage("math.greatest(a, b) > 1", false, "mathematics"),
    };

    @TestFactory
    Stream<DynamicTest> what_is_compiled() {
        return Stream.of(COVERAGE)
                .map(row -> DynamicTest.dynamicTest(
                        row.expression,
                        () -> assertThat(Expression.compile(row.expression, 1, 1, Scope.OPEN)
                                        .compiled())
                                .as(row.reason)
                                .matches(compiled -> compiled.isPresent() == row.compiled)));
    }
}
