package dev.millrace.steps;

import dev.millrace.testkit.StepTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DropTest {

    @TestFactory
    Stream<DynamicTest> fields_are_removed() {
        return StepTable.of("drop: [secret, card.no]")
                .out("{\"a\":1,\"secret\":2,\"b\":3}", "{\"a\":1,\"b\":3}", "in the middle")
                .out("{\"secret\":2}", "{}", "the only one")
                .out("{\"a\": 1.50, \"secret\":0}", "{\"a\": 1.50}", "the rest keeps its bytes")
                .out(
                        "{\"a\":123456789012345678901234567890,\"secret\":1}",
                        "{\"a\":123456789012345678901234567890}",
                        "big integers too")
                .out("{\"card\":{\"no\":1,\"country\":\"CH\"}}", "{\"card\":{\"country\":\"CH\"}}", "nested")
                .out("{\"card\":{\"no\":1}}", "{\"card\":{}}", "the only one nested")
                .out("{\"card\":\"none\"}", "{\"card\":\"none\"}", "nothing to drop in a text")
                .out("{\"card\":null,\"x\":null}", "{\"card\":null,\"x\":null}", "nor in null")
                .out("{\"a\":1}", "{\"a\":1}", "missing is no error")
                .out("{\"secret\":null,\"a\":1}", "{\"a\":1}", "null goes too")
                .out("{\"\\u0073ecret\":1,\"é\":2}", "{\"é\":2}", "escapes in names, unicode")
                .out("{\"secret\":1,\"a\":1,\"secret\":2}", "{\"a\":1}", "a name twice goes twice")
                .deadLetter("{\"a\" 1}", "1:1: the event is not JSON", "not JSON")
                .tests();
    }
}
