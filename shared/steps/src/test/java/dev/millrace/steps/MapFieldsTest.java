package dev.millrace.steps;

import dev.millrace.testkit.StepTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MapFieldsTest {

    @TestFactory
    Stream<DynamicTest> calculated_fields() {
        return StepTable.of("map:\n  total: price * qty\n  qty: qty + 1")
                .out(
                        "{\"price\":2.5,\"qty\":2}",
                        "{\"price\":2.5,\"qty\":3,\"total\":5.0}",
                        "both see the event as it came")
                .out(
                        "{\"qty\": 2,\"price\" :3, \"x\": [1 ,2]}",
                        "{\"qty\":3,\"price\" :3,\"x\": [1 ,2],\"total\":6}",
                        "the rest keeps its bytes")
                .out(
                        "{\"total\":0,\"price\":1,\"qty\":1}",
                        "{\"total\":1,\"price\":1,\"qty\":2}",
                        "what exists keeps its place")
                .deadLetter("{\"price\":2}", "2:18: the field \"qty\" is missing", "a missing field")
                .deadLetter("{\"price\":null,\"qty\":1}", "\"*\" does not work", "null")
                .deadLetter("{\"price\":2,\"qty\":9223372036854775807}", "does not fit a 64-bit integer", "overflow")
                .deadLetter(
                        "{\"price\":1e308,\"qty\":100}",
                        "\"total\" cannot be set: the result is infinite",
                        "no infinity in JSON")
                .deadLetter(
                        "{\"price\":2,\"qty\":2",
                        "2:10: the event is not JSON at byte 18",
                        "a document that does not end")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> copied_fields() {
        return StepTable.of("map: {b: a, c.d: event.x}")
                .out(
                        "{\"a\":1,\"x\":2}",
                        "{\"a\":1,\"x\":2,\"b\":1,\"c\":{\"d\":2}}",
                        "a new object for a nested field")
                .out(
                        "{\"a\":123456789012345678901234567890,\"x\":1.10000000000000000000001}",
                        "{\"a\":123456789012345678901234567890,\"x\":1.10000000000000000000001,"
                                + "\"b\":123456789012345678901234567890,\"c\":{\"d\":1.10000000000000000000001}}",
                        "numbers are copied digit by digit")
                .out(
                        "{\"a\":\"\\u00e9\\n\",\"x\":{\"y\": [ ]},\"c\":{\"d\":0,\"e\":1}}",
                        "{\"a\":\"\\u00e9\\n\",\"x\":{\"y\": [ ]},\"c\":{\"d\":{\"y\": [ ]},\"e\":1},\"b\":\"\\u00e9\\n\"}",
                        "so are texts, objects and lists")
                .out(
                        "{\"c\":5,\"a\":1,\"x\":2}",
                        "{\"c\":{\"d\":2},\"a\":1,\"x\":2,\"b\":1}",
                        "what is in the way is replaced")
                .out(
                        "{\"a\":1,\"a\":2,\"x\":3}",
                        "{\"a\":1,\"a\":2,\"x\":3,\"b\":2,\"c\":{\"d\":3}}",
                        "of a name twice the last")
                .out(
                        "{\"\\u0061\":1,\"x\":3,\"\\u0062\":0}",
                        "{\"\\u0061\":1,\"x\":3,\"b\":1,\"c\":{\"d\":3}}",
                        "escapes in names")
                .deadLetter("{\"x\":1}", "1:10: \"b\" cannot be set: the field \"a\" is missing", "missing")
                .deadLetter("{\"a\":null,\"x\":1}", "the field \"a\" is null", "null")
                .deadLetter("[]", "is missing", "not an object")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> values_of_every_type() {
        return StepTable.of(
                        "map:\n  t: 's + \"\\u00fc\"'\n  n: null\n  f: a > 0.5\n  l: '[a, {\"k\": s}]'\n  w: string(meta.time)")
                .out(
                        "{\"s\":\"\uD83D\uDE00\",\"a\":1}",
                        "{\"s\":\"\uD83D\uDE00\",\"a\":1,\"t\":\"\uD83D\uDE00ü\",\"n\":null,\"f\":true,\"l\":[1,{\"k\":\"\uD83D\uDE00\"}],"
                                + "\"w\":\"1970-01-01T00:00:00Z\"}",
                        "text, null, boolean, list and object, time")
                .tests();
    }
}
