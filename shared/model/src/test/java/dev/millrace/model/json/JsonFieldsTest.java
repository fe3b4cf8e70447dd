package dev.millrace.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFieldsTest {

    /** What is found for a, b, b.c, a-long-name and é, one after the other, {@code -} where nothing is. */
    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":{\"c\":2}} | 1 {\"c\":2} 2 - - | a name in the outermost object and one within",
                "{\"b\":{\"c\":2,\"c\":3}, \"a\" : \"x\"} | \"x\" {\"c\":2,\"c\":3} 3 - - | the last of a name counts, within too",
                "{\"a\":1,\"a\":2,\"b\":3,\"b\":4} | 2 4 - - - | the last of a name counts",
                "{\"\\u0061\":1,\"\\u00e9\":2} | 1 - - - 2 | names written with escapes",
                "{\"é\":1,\"a\":\"\\\"b\\\":2\"} | \"\\\"b\\\":2\" - - - 1 | what looks like a member stands in a text",
                "{\"a-long-name\":1,\"a-long-nama\":2,\"a-long-n\":3} | - - - 1 - | names that differ behind eight bytes",
                "{\"aa\":1,\"ab\":2} | - - - - - | names that begin like one that is looked for",
                "{\"c\":1,\"x\":{\"a\":1}} | - - - - - | names of other objects",
                "{\"a\":1} | 1 - - - - | a document that ends right behind a name",
                "{\"b\":1} | - 1 - - - | the same of another name",
                "{} | - - - - - | nothing",
                "[1] | - - - - - | no object"
            })
    void found(String document, String expected, String reason) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        List<FieldPath> paths = List.of(
                FieldPath.parse("a"),
                FieldPath.parse("b"),
                FieldPath.parse("b.c"),
                FieldPath.parse("a-long-name"),
                FieldPath.parse("é"));
        JsonFields fields = new JsonFields();
        // The second time all fields are known.
        for (byte[] each : List.of(bytes, bytes.clone(), bytes.clone())) {
            String found = paths.stream()
                    .map(path -> text(each, fields.find(each, path)))
                    .collect(Collectors.joining(" "));
            assertThat(found).as(reason).isEqualTo(expected);
        }
    }

    private static String text(byte[] document, long found) {
        return found == Slice.ABSENT ? "-" : new String(Slice.copy(document, found), StandardCharsets.UTF_8);
    }

    @Test
    void moreFieldsThanAreLookedForAtOnceAreFoundToo() {
        String document =
                IntStream.range(0, 300).mapToObj(i -> "\"f" + i + "\":" + i).collect(Collectors.joining(",", "{", "}"));
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        JsonFields fields = new JsonFields();
        for (int i = 0; i < 600; i++) {
            assertThat(text(bytes, fields.find(bytes, FieldPath.parse("f" + i % 300))))
                    .isEqualTo(String.valueOf(i % 300));
        }
    }

    @Test
    void aBrokenDocumentIsToldEachTime() {
        JsonFields fields = new JsonFields();
        byte[] broken = "{\"a\":1,\"b\" 2}".getBytes(StandardCharsets.UTF_8);
        for (FieldPath path : Arrays.asList(FieldPath.parse("a"), FieldPath.parse("a"), FieldPath.parse("b"))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> fields.find(broken, path)))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessage("expected ':'");
        }
    }
}
