package dev.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.json.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key bytes: equal values have equal bytes, whatever their spelling. */
class EventKeyTest {

    private static EventKey key(String fields) {
        List<FieldPath> paths =
                Arrays.stream(fields.split("\\+")).map(FieldPath::parse).toList();
        return new EventKey(paths);
    }

    @ParameterizedTest(name = "{1} of {0} is {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"k\":\"A\"} | k | A | text as it is",
                "{\"k\":\"\\u0041\"} | k | A | an escape is the character it stands for",
                "{\"k\":\"Zürich\"} | k | Zürich | UTF-8 as it is",
                "{\"k\":1} | k | 1 | ",
                "{\"k\":1.0} | k | 1 | the fraction adds nothing",
                "{\"k\":10e-1} | k | 1 | nor does the exponent",
                "{\"k\":-0} | k | 0 | there is one zero",
                "{\"k\":-0.0} | k | 0 | there is one zero",
                "{\"k\":100} | k | 100 | zeros of an integer stay",
                "{\"k\":1e2} | k | 100 | the same number",
                "{\"k\":0.10} | k | 0.1 | ",
                "{\"k\":9223372036854775807} | k | 9223372036854775807 | the largest int64",
                "{\"k\":9223372036854775808} | k | 9223372036854775808 | past int64 still one spelling",
                "{\"k\":true} | k | true | ",
                "{\"k\":null} | k | `` | null is no key",
                "{} | k | `` | missing is no key",
                "{\"k\":\"\"} | k | `` | empty text is no key either",
                "{\"k\":\"a\",\"k\":\"b\"} | k | b | the last one counts",
                "{\"a\":{\"b\":7}} | a.b | 7 | nested",
                "{\"a\":5} | a.b | `` | nothing inside a number",
                "{\"a\":\"x\",\"b\":2.50} | a+b | [\"x\",2.5] | several fields are a JSON array",
                "{\"b\":\"q\\\"\\u00e9\"} | a+b | [null,\"q\\\"é\"] | with null for what is missing"
            })
    void keyBytes(String document, String fields, String expected, String reason) {
        byte[] key = key(fields).read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(key, StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"k\":{}} | k | is an object",
                "{\"k\":[1]} | k | is an array",
                "{\"a\":1,\"k\":[]} | a+k | is an array",
                "{\"k\":12345678901234567890123456789012345} | k | more than 34 digits",
                "{\"k\":1e99999} | k | too large an exponent"
            })
    void whatCannotBeAKeyIsRefused(String document, String fields, String sentence) {
        assertThatThrownBy(() -> key(fields).read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(sentence);
    }
}
