package dev.millrace.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One pass finds what a search finds. */
class FieldProbeTest {

    @ParameterizedTest(name = "{1} of {0} is {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":\"x\"} | b | \"x\" | a value with its quotes",
                " {\"a\" : 1 } | a | 1 | white space is not part of it",
                "{\"a\":1,\"a\":2} | a | 2 | the last one counts",
                "{\"\\u0061\":5} | a | 5 | escapes in names are decoded",
                "{\"o\":{\"a\":1}} | a | `` | not inside other objects",
                "{\"o\":{\"a\":{\"b\":[7]}}} | o.a.b | [7] | along a path",
                "{\"o\":{\"a\":1},\"o\":3} | o.a | `` | the last one counts, and it is no object",
                "{\"o\":[{\"a\":1}]} | o.a | `` | an array is no object",
                "{} | a | `` | nothing there"
            })
    void findsWhatASearchFinds(String document, String path, String expected, String reason) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        FieldProbe probe = new FieldProbe(List.of(FieldPath.parse("other"), FieldPath.parse(path)));
        probe.check(bytes);
        long found = probe.slice(1);
        assertThat(found == Slice.ABSENT ? "" : new String(Slice.copy(bytes, found), StandardCharsets.UTF_8))
                .isEqualTo(expected);
        assertThat(found).isEqualTo(JsonScan.find(bytes, FieldPath.parse(path)));
        assertThat(probe.slice(0)).isEqualTo(Slice.ABSENT);
    }

    @Test
    void forgetsTheDocumentBefore() {
        FieldProbe probe = new FieldProbe(List.of(FieldPath.parse("a")));
        probe.check("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        probe.check("{\"b\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(probe.slice(0)).isEqualTo(Slice.ABSENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\":1", "[1]", "{\"a\":01}", "{\"a\":1}x", "5"})
    void checksAsItGoes(String document) {
        FieldProbe probe = new FieldProbe(List.of(FieldPath.parse("a")));
        assertThatThrownBy(() -> probe.check(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
    }
}
