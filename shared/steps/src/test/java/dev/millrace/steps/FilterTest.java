package dev.millrace.steps;

import static dev.millrace.engine.operator.DropReason.FILTERED;
import static dev.millrace.engine.operator.DropReason.MISSING_FIELD;

import dev.millrace.testkit.StepTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FilterTest {

    @TestFactory
    Stream<DynamicTest> a_number() {
        return StepTable.of("filter: amount > 100")
                .same("{\"amount\": 101 , \"x\":1}", "above: passes with every byte as it was")
                .dropped("{\"amount\":100}", FILTERED, "equal is not above")
                .same("{\"amount\":100.5}", "a decimal against an integer")
                .same("{\"amount\":9223372036854775807}", "the greatest integer")
                .deadLetter(
                        "{\"amount\":9223372036854775808}",
                        "9223372036854775808 does not fit a 64-bit integer",
                        "one more is a failure, not a rounding")
                .dropped("{\"other\":1}", MISSING_FIELD, "missing")
                .dropped("{\"amount\":null}", MISSING_FIELD, "null")
                .deadLetter(
                        "{\"amount\":\"101\"}",
                        "1:16: \">\" does not work on these values; amount is \"101\"",
                        "a text")
                .dropped("{\"amount\":101,\"amount\":99}", FILTERED, "a name twice: the last counts")
                .same("{\"\\u0061mount\":101}", "an escape in the name")
                .deadLetter("{\"amount\":101", "the event is not JSON at byte 13", "bytes that are not JSON")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> nested_and_text() {
        return StepTable.of("filter: 'card.country == \"CH\" || has(event.vip)'")
                .same("{\"card\":{\"country\":\"CH\"}}", "nested")
                .same("{\"card\":{\"country\":\"\\u0043H\"}}", "an escape in the value")
                .dropped("{\"card\":{\"country\":\"Zürich\"}}", FILTERED, "unicode")
                .same("{\"vip\":null}", "the other side decides although the first is missing")
                .dropped("{\"card\":{}}", MISSING_FIELD, "a gap inside")
                .dropped("{\"card\":\"none\"}", MISSING_FIELD, "not an object on the way")
                .dropped("{\"card\":{\"country\":null}}", FILTERED, "null is comparable, and not CH")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_failure_names_its_place() {
        return StepTable.of("filter: |\n  a > 0 &&\n  10 / b > 1")
                .same("{\"a\":1,\"b\":5}", "passes")
                .deadLetter(
                        "{\"a\":1,\"b\":0}", "3:6: division by zero; a is 1, b is 0", "line and column in the block")
                .dropped("{\"a\":0,\"b\":0}", FILTERED, "never divided")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> a_bare_field() {
        return StepTable.of("filter: active")
                .same("{\"active\":true}", "true")
                .dropped("{\"active\":false}", FILTERED, "false")
                .dropped("{\"active\":null}", MISSING_FIELD, "null")
                .deadLetter("{\"active\":1}", "1:9: expected true or false, found 1", "a number is no condition")
                .tests();
    }
}
