package dev.millrace.steps;

import dev.millrace.testkit.StepTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SelectTest {

    @TestFactory
    Stream<DynamicTest> fields_are_kept_as_they_stand() {
        return StepTable.of("select: [b, a, card.country]")
                .out("{\"a\":1,\"x\":2,\"b\":3}", "{\"a\":1,\"b\":3}", "in the order of the event")
                .out("{\"a\": 1.50 ,\"b\" : [ 1 ]}", "{\"a\": 1.50,\"b\" : [ 1 ]}", "decimals digit by digit")
                .out(
                        "{\"a\":123456789012345678901234567890}",
                        "{\"a\":123456789012345678901234567890}",
                        "big integers too")
                .out(
                        "{\"card\":{\"no\":1,\"country\":\"CH\"}}",
                        "{\"card\":{\"country\":\"CH\"}}",
                        "a nested field alone")
                .out("{\"card\":{\"no\":1}}", "{\"card\":{}}", "an object with nothing left")
                .out("{\"card\":\"none\",\"a\":1}", "{\"a\":1}", "no object where one was expected")
                .out("{\"card\":null,\"a\":null}", "{\"a\":null}", "null is kept, nothing is in null")
                .out("{\"x\":1}", "{}", "all missing")
                .out("{\"\\u0061\":\"\\u00e9\",\"é\":1}", "{\"\\u0061\":\"\\u00e9\"}", "escapes in names, unicode")
                .out("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "a name twice stays twice: the last counts for readers")
                .deadLetter("{\"a\":1", "1:1: the event is not JSON at byte 6", "a document that does not end")
                .deadLetter("[1]", "expected an object", "not an object")
                .tests();
    }
}
