package dev.millrace.steps;

import dev.millrace.testkit.StepTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RenameTest {

    @TestFactory
    Stream<DynamicTest> fields_get_new_names() {
        return StepTable.of("rename: {old: new, card.no: number}")
                .out("{\"old\":1,\"a\":2}", "{\"a\":2,\"new\":1}", "the new name stands at the end")
                .out("{\"old\": 1.50 }", "{\"new\":1.50}", "decimals digit by digit")
                .out(
                        "{\"old\":123456789012345678901234567890}",
                        "{\"new\":123456789012345678901234567890}",
                        "big integers too")
                .out("{\"card\":{\"no\":7,\"x\":1}}", "{\"card\":{\"x\":1},\"number\":7}", "out of an object")
                .out("{\"new\":0,\"old\":1}", "{\"new\":1}", "the old bearer of the name is replaced")
                .same("{ \"new\":0 , \"a\":1}", "missing changes nothing, not even a space")
                .same("{\"card\":\"none\"}", "no object to look into")
                .out("{\"old\":null}", "{\"new\":null}", "null is moved")
                .out("{\"\\u006fld\":\"\\u00e9\"}", "{\"new\":\"\\u00e9\"}", "escapes in names, unicode")
                .out("{\"old\":1,\"old\":2}", "{\"new\":2}", "of a name twice the last")
                .deadLetter("{\"old\":1", "1:1: the event is not JSON", "not JSON")
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> names_can_be_swapped() {
        return StepTable.of("rename: {a: b, b: a}")
                .out("{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", "both there")
                .out("{\"a\":1}", "{\"b\":1}", "one there")
                .out("{\"b\":1,\"c\":2}", "{\"c\":2,\"a\":1}", "the other there")
                .same("{\"c\":1}", "none there")
                .tests();
    }
}
