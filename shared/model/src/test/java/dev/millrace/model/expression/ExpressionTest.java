package dev.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExpressionTest {

    private static final EventHeaders HEADERS = new EventHeaders() {
        @Override
        public byte[] get(String name) {
            return name.equals("source") ? "shop".getBytes(StandardCharsets.UTF_8) : null;
        }

        @Override
        public List<String> names() {
            return List.of("source");
        }
    };

    private static Event event(String json) {
        return new Event(
                json.getBytes(StandardCharsets.UTF_8),
                "4242".getBytes(StandardCharsets.UTF_8),
                1_234_567_890_123L,
                Op.INSERT,
                new Origin("payments", 3, 17, 0, HEADERS));
    }

    private record Row(String json, String expression, String value, String reason) {}

    /** What is evaluated, on which event, to which JSON; {@code missing} or {@code failure: ...} where there is no value. */
    private static final List<Row> ROWS = List.of(
            new Row("{\"a\":5}", "a", "5", "a bare name is a field"),
            new Row("{\"a\":5}", "a + 1", "6", "integers stay integers"),
            new Row("{\"a\":5}", "a / 2", "2", "division of integers is integer"),
            new Row("{\"a\":5}", "a / 2.0", "2.5", "integer by decimal"),
            new Row("{\"a\":5.0}", "a / 2", "2.5", "decimal by integer"),
            new Row("{\"a\":7,\"b\":2.5}", "a % b", "2.0", "modulo of mixed numbers"),
            new Row("{\"a\":2.5,\"b\":3}", "a * b - 1", "6.5", "mixed arithmetic of fields"),
            new Row("{\"a\":5}", "a > 4.9", "true", "integers compare with decimals"),
            new Row("{\"a\":5.0}", "a == 5", "true", "a decimal equals an integer"),
            new Row("{\"a\":1e2}", "a", "100.0", "an exponent makes a decimal"),
            new Row("{\"a\":-0}", "a", "0", "minus nought is an integer"),
            new Row("{\"a\":9223372036854775807}", "a", "9223372036854775807", "the greatest integer"),
            new Row("{\"a\":-9223372036854775808}", "a", "-9223372036854775808", "the least integer"),
            new Row(
                    "{\"a\":9223372036854775807}",
                    "a + 1",
                    "failure: does not fit a 64-bit integer",
                    "overflow of a sum"),
            new Row(
                    "{\"a\":9223372036854775808}",
                    "a",
                    "failure: 9223372036854775808 does not fit",
                    "an integer too large"),
            new Row("{\"a\":9223372036854775808}", "a > 1", "failure: does not fit a 64-bit integer", "also inside"),
            new Row("{\"a\":1e400}", "a > 1", "failure: too large for a decimal", "a decimal too large"),
            new Row("{\"a\":1}", "a / 0", "failure: division by zero; a is 1", "division by zero names the values"),
            new Row("{\"a\":0.1,\"b\":0.2}", "a + b", "0.30000000000000004", "decimals are doubles"),
            new Row("{\"a\":\"x\"}", "a + 1", "failure: \"+\" does not work", "no silent conversion"),
            new Row("{\"a\":\"x\"}", "a + \"y\"", "\"xy\"", "texts are joined"),
            new Row("{\"a\":5}", "\"n\" + string(a)", "\"n5\"", "explicit conversion"),
            new Row(
                    "{\"a\":\"q\\\"\\n\\u00e9\\ud83d\\ude00\"}",
                    "a",
                    "\"q\\\"\\né\uD83D\uDE00\"",
                    "escapes are decoded"),
            new Row("{\"a\":\"é\"}", "a.size()", "1", "size counts characters"),
            new Row("{\"a\":null}", "a == null", "true", "null can be asked for"),
            new Row("{\"a\":null}", "a > 1", "missing", "null is no number"),
            new Row("{\"a\":null}", "a", "missing", "a bare field that is null"),
            new Row("{\"a\":null}", "!a", "missing", "null is no condition"),
            new Row("{\"a\":null}", "a != \"x\"", "true", "null differs from a text"),
            new Row("{\"a\":1}", "b > 1", "missing", "a missing field"),
            new Row("{\"a\":1}", "b", "missing", "a bare field that is missing"),
            new Row("{\"a\":1}", "b == null", "missing", "missing is not null"),
            new Row("{\"a\":1}", "a == 1 || b > 1", "true", "what decides first hides the missing field"),
            new Row("{\"a\":1}", "b > 1 || a == 1", "true", "from the right too"),
            new Row("{\"a\":1}", "a == 2 && b > 1", "false", "false decides"),
            new Row("{\"a\":1}", "a == 1 && b > 1", "missing", "missing decides"),
            new Row("{\"a\":1}", "a == 1 ? a : b", "1", "only the chosen branch is read"),
            new Row("{\"a\":{\"b\":{\"c\":7}}}", "a.b.c", "7", "nested"),
            new Row("{\"a\":{\"b\":1}}", "a.x.c", "missing", "a gap on the way"),
            new Row("{\"a\":{\"b\":1}}", "a[\"b\"]", "1", "by index"),
            new Row("{\"a\":{\"odd name\":1}}", "a[\"odd name\"]", "1", "a name with a space"),
            new Row("{\"a b\":1}", "event[\"a b\"]", "1", "a name with a space at the top"),
            new Row("{\"a\":[1,2,3]}", "a[1]", "2", "an item of a list"),
            new Row("{\"a\":[1,2,3]}", "a[7]", "failure: Index out of bounds", "an item that is not there"),
            new Row("{\"a\": [ 1 , {\"b\": [ ] } ]}", "a", "[ 1 , {\"b\": [ ] } ]", "a list is copied as it stands"),
            new Row("{\"a\":[1,2,3]}", "a.exists(x, x > 2)", "true", "exists"),
            new Row("{\"a\":[1,2,3]}", "a.all(x, x > 2)", "false", "all"),
            new Row("{\"a\":[1,2,3]}", "a.map(x, x * 2)", "[2,4,6]", "map"),
            new Row("{\"a\":[1,2,3],\"b\":2}", "a.filter(x, x > b)", "[3]", "filter with a field inside"),
            new Row(
                    "{\"a\":[],\"x\":9}",
                    "a.exists(x, x > 2) || x == 9",
                    "true",
                    "a loop's name hides a field inside it only"),
            new Row("{\"a\":[{\"n\":1},{\"n\":2}]}", "a.map(x, x.n)", "[1,2]", "objects in a list"),
            new Row("{\"a\":{\"p\":1,\"q\":2}}", "a.exists(k, k == \"q\")", "true", "a map's keys"),
            new Row("{\"a\":{\"p\":1,\"q\":2}}", "a == {\"q\": 2, \"p\": 1.0}", "true", "objects are equal by content"),
            new Row("{\"a\":{\"p\":1}}", "\"p\" in a && !(\"q\" in a)", "true", "in"),
            new Row("{\"a\":1,\"a\":2}", "a", "2", "of a name twice the last one counts"),
            new Row("{\"a\":{\"x\":1,\"x\":2}}", "a.x + 0", "2", "nested too"),
            new Row("{\"\\u0061\":1}", "a + 0", "1", "escapes in names"),
            new Row("{\"a\":1}", "has(event.a)", "true", "has"),
            new Row("{\"a\":1}", "has(event.b)", "false", "has not"),
            new Row("{\"a\":null}", "has(event.a)", "true", "null is there"),
            new Row("{\"a\":{}}", "has(a.b)", "false", "has inside"),
            new Row("{}", "has(event.b) ? b : 0", "0", "a default for a missing field"),
            new Row("{\"namespace\":0}", "event.namespace == 0", "true", "a reserved word as a field"),
            new Row(
                    "{\"type\":\"login\",\"int\":3}",
                    "type == \"login\" && int == 3",
                    "true",
                    "names of functions and types"),
            new Row("{\"a\":1}", "type(a) == int", "true", "types can be asked for"),
            new Row("{\"event\":1,\"meta\":2}", "event.event + event.meta", "3", "fields called event and meta"),
            new Row("{\"a\":1}", "event", "{\"a\":1}", "the whole event"),
            new Row(
                    "{\"a\":1}",
                    "{\"x\": event, \"y\": [a, null]}",
                    "{\"x\":{\"a\":1},\"y\":[1,null]}",
                    "a new object"),
            new Row("{}", "meta.key", "\"4242\"", "the key"),
            new Row("{}", "meta.id", "\"payments/3/17\"", "the id"),
            new Row("{}", "meta.time", "\"2009-02-13T23:31:30.123Z\"", "the time"),
            new Row("{}", "meta.time > timestamp(\"2009-01-01T00:00:00Z\")", "true", "times compare"),
            new Row("{}", "meta.headers.source", "\"shop\"", "a header"),
            new Row("{}", "meta.headers.nope", "missing", "a header that is not there"),
            new Row("{}", "duration(\"90s\")", "\"90s\"", "a duration"),
            new Row("{}", "b\"ab\"", "\"YWI=\"", "bytes are base64"),
            new Row("{\"a\":\"x,y\"}", "a.split(\",\").map(p, p.upperAscii()).join(\"-\")", "\"X-Y\"", "texts"),
            new Row("{\"a\":\"banana\"}", "a.replace(\"an\", \"o\")", "\"booa\"", "replace"),
            new Row("{\"a\":\"ab\"}", "a.replace(\"\", \"-\")", "\"-a-b-\"", "replace nothing"),
            new Row("{\"a\":1,\"b\":2.5}", "math.greatest(a, b)", "2.5", "math"),
            new Row("{\"a\":\"login\"}", "a.matches(\"^lo.*\")", "true", "patterns"),
            new Row("{\"a\":true}", "a", "true", "a boolean"),
            new Row("{\"a\":5}", "a && true", "failure: expected true or false, found 5", "a number is no condition"),
            new Row("{\"a\":\"5\"}", "int(a) + 1", "6", "text to number"),
            new Row("{\"a\":\"x\"}", "int(a) + 1", "failure: a is \"x\"", "text that is no number"),
            new Row(" {\"a\" : 5 }", "a", "5", "white space"),
            new Row("{\"a\":1", "b", "failure: expected", "bytes that are not JSON"),
            new Row("{\"a\":1 \"b\":2}", "b + 1", "failure: not JSON", "nor this"),
            new Row("{\"a\":tru}", "a && a", "failure: tru is not a value", "nor this word"),
            new Row("[1]", "a + 1", "failure: not JSON", "not an object"));

    @TestFactory
    Stream<DynamicTest> values() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.expression + " : " + row.reason, () -> {
                    Expression expression = Expression.compile(row.expression, 1, 1, Scope.OPEN);
                    assertThat(outcome(expression, event(row.json)))
                            .as(row.reason)
                            .satisfies(actual -> {
                                if (row.value.startsWith("failure: ")) {
                                    assertThat(actual)
                                            .startsWith("failure")
                                            .contains(row.value.substring("failure: ".length()));
                                } else {
                                    assertThat(actual).isEqualTo(row.value);
                                }
                            });
                }));
    }

    private static String outcome(Expression expression, Event event) {
        try {
            return new String(ValueWriter.write(expression.evaluate(event)), StandardCharsets.UTF_8);
        } catch (EvaluationException failure) {
            return failure.missing() ? "missing" : "failure: " + failure.getMessage();
        }
    }

    @Test
    void a_failure_is_where_it_happens() {
        Expression expression = Expression.compile("a > 0 && 10 / b > 1", 7, 15, Scope.OPEN);

        EvaluationException failure =
                catchThrowableOfType(EvaluationException.class, () -> expression.test(event("{\"a\":1,\"b\":0}")));

        assertThat(failure.missing()).isFalse();
        assertThat(failure.line()).isEqualTo(7);
        assertThat(failure.column()).isEqualTo(27);
        assertThat(failure).hasMessage("division by zero; a is 1, b is 0");
    }

    @Test
    void a_condition_is_true_or_false() {
        assertThat(Expression.compile("a > 0", 1, 1, Scope.OPEN).test(event("{\"a\":1}")))
                .isTrue();
        EvaluationException failure = catchThrowableOfType(
                EvaluationException.class,
                () -> Expression.compile("a", 1, 1, Scope.OPEN).test(event("{\"a\":\"yes\"}")));
        assertThat(failure).hasMessageStartingWith("expected true or false, found yes");
    }

    @Test
    void fields_that_are_read_are_known() {
        Expression expression = Expression.compile(
                "a.b > 1 && tags.exists(t, t == c) && has(event.d) && x[\"y z\"] == meta.key", 1, 1, Scope.OPEN);

        assertThat(expression.reads())
                .containsExactlyInAnyOrder(
                        FieldPath.parse("a.b"),
                        FieldPath.parse("tags"),
                        FieldPath.parse("c"),
                        FieldPath.of(List.of("x", "y z")));
        assertThat(expression.readsWholeEvent()).isFalse();
        assertThat(Expression.compile("size(event)", 1, 1, Scope.OPEN).readsWholeEvent())
                .isTrue();
    }

    @Test
    void a_bare_field_is_recognised() {
        assertThat(Expression.compile("a.b", 1, 1, Scope.OPEN).bareField()).contains(FieldPath.parse("a.b"));
        assertThat(Expression.compile("event.a", 1, 1, Scope.OPEN).bareField()).contains(FieldPath.parse("a"));
        assertThat(Expression.compile("a[\"b.c\"]", 1, 1, Scope.OPEN).bareField())
                .contains(FieldPath.of(List.of("a", "b.c")));
        for (String other : List.of("a + 1", "has(event.a)", "has(a.b)", "event", "meta.key", "a[0]", "\"a\"", "[a]")) {
            assertThat(Expression.compile(other, 1, 1, Scope.OPEN).bareField())
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    void nothing_runs_away() {
        String doubling = "[\"aaaaaaaaaa\"]" + ".map(s, s + s)".repeat(60);
        String lists = "[[1]]" + ".map(l, l + l)".repeat(60);
        String loops = "a.map(x, a.map(y, a.map(z, 1)))";
        for (String source : List.of(doubling, lists, loops)) {
            String json = "{\"a\":[" + "1,".repeat(99) + "1]}";
            EvaluationException failure = catchThrowableOfType(
                    EvaluationException.class,
                    () -> Expression.compile(source, 1, 1, Scope.OPEN).evaluate(event(json)));
            assertThat(failure.getMessage()).containsAnyOf("builds more than", "visits more than");
        }
    }

    /** On the small stack of a thread: a value, a failure or a refusal, but nothing else. */
    @TestFactory
    Stream<DynamicTest> nothing_nests_too_deep() {
        return Stream.of(
                        "(".repeat(1500) + "a" + ")".repeat(1500),
                        "a" + "+a".repeat(2000),
                        "a" + " && a".repeat(800),
                        "a" + " || a".repeat(800),
                        "!".repeat(4000) + "a",
                        "-".repeat(4000) + "a",
                        "- ".repeat(2000) + "a",
                        "a" + ".b".repeat(2000),
                        "a" + "[0]".repeat(1300),
                        "[".repeat(2000) + "]".repeat(2000),
                        "a ? b : ".repeat(500) + "a",
                        "a" + ".f()".repeat(1000),
                        "size(".repeat(700) + "a" + ")".repeat(700),
                        "{1:".repeat(1000) + "a" + "}".repeat(1000),
                        "a" + ".map(x, x)".repeat(400),
                        "a.map(x, ".repeat(400) + "x" + ")".repeat(400),
                        "a + 1 in [" + "null,".repeat(800) + "1]")
                .map(source -> DynamicTest.dynamicTest(source.substring(0, 20), () -> {
                    Throwable[] thrown = new Throwable[1];
                    Thread thread = new Thread(
                            null,
                            () -> outcome(Expression.compile(source, 1, 1, Scope.OPEN), event("{\"a\":1}")),
                            "small",
                            256 << 10);
                    thread.setUncaughtExceptionHandler((where, what) -> thrown[0] = what);
                    thread.start();
                    thread.join();
                    if (thrown[0] != null) {
                        assertThat(thrown[0]).isInstanceOf(InvalidExpressionException.class);
                    }
                }));
    }
}
