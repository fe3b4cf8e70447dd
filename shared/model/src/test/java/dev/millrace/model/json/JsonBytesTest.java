package dev.millrace.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Refused(String document, int offset, String detail) {}

    @TestFactory
    Stream<DynamicTest> the_door_says_where_and_what() {
        return Stream.of(
                        new Refused("", 0, "expected a JSON object, found nothing"),
                        new Refused("[1]", 0, "an event is a JSON object: expected '{', found '['"),
                        new Refused("{\"a\":1} x", 8, "expected the end of the document, found 'x'"),
                        new Refused("{\"a\":1,}", 7, "expected a member name in quotes, found '}'"),
                        new Refused("{a:1}", 1, "expected a member name in quotes, found 'a'"),
                        new Refused("{\"a\" 1}", 5, "expected ':', found '1'"),
                        new Refused("{\"a\":}", 5, "expected a value, found '}'"),
                        new Refused("{\"a\":01}", 5, "a number must not start with 0"),
                        new Refused("{\"a\":-}", 5, "expected a value, found '-'"),
                        new Refused("{\"a\":1.}", 7, "expected a digit, found '}'"),
                        new Refused("{\"a\":1e}", 7, "expected a digit, found '}'"),
                        new Refused("{\"a\":+1}", 5, "expected a value, found '+'"),
                        new Refused("{\"a\":NaN}", 5, "expected a value, found 'N'"),
                        new Refused("{\"a\":tru}", 5, "expected a value, found 't'"),
                        new Refused("{\"a\":[1 2]}", 8, "expected ',' or ']', found '2'"),
                        new Refused("{\"a\":\"x\ty\"}", 7, "a control character in a string must be escaped"),
                        new Refused("{\"a\":\"\\x\"}", 6, "'\\x' is not an escape of JSON"),
                        new Refused("{\"a\":\"\\u12g4\"}", 10, "\\u needs four hexadecimal digits"),
                        new Refused("{\"a\":\"x", 5, "a string that starts here does not end"),
                        new Refused("{\"a\":1", 6, "expected ',' or '}', found the end of the document"),
                        new Refused("{\"a\":" + "[".repeat(100), 104, "nested more than 100 deep"))
                .map(row -> DynamicTest.dynamicTest(row.detail, () -> {
                    byte[] bytes = utf8(row.document);
                    MalformedJsonException refused = catchThrowableOfType(
                            MalformedJsonException.class, () -> JsonCheck.object(bytes, 0, bytes.length));
                    assertThat(refused).hasMessage(row.detail);
                    assertThat(refused.offset()).isEqualTo(row.offset);
                }));
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        for (int[] sequence : new int[][] {
            {0x80}, {0xc0, 0x80}, {0xc3}, {0xe0, 0x80, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xff}
        }) {
            ByteSink out = new ByteSink(16).put("{\"a\":\"");
            for (int b : sequence) {
                out.put(new byte[] {(byte) b});
            }
            byte[] bytes = out.put("\"}").toBytes();
            assertThatThrownBy(() -> JsonCheck.object(bytes, 0, bytes.length))
                    .as(Arrays.toString(sequence))
                    .hasMessage("not valid UTF-8");
        }
    }

    private record Found(String document, String path, String value, String reason) {}

    @TestFactory
    Stream<DynamicTest> fields_are_found() {
        return Stream.of(
                        new Found("{\"a\":1}", "a", "1", "plain"),
                        new Found(" { \"a\" : 1.50 , \"b\":2}", "a", "1.50", "white space is not part of it"),
                        new Found("{\"a\":{\"b\":[1,{}]}}", "a.b", "[1,{}]", "nested"),
                        new Found("{\"a\":1,\"a\":{\"b\":2}}", "a.b", "2", "of a name twice the last"),
                        new Found("{\"a\":{\"b\":2},\"a\":1}", "a.b", null, "what the last one hides is not there"),
                        new Found("{\"b\":\"a\",\"c\":{\"a\":1}}", "a", null, "a value or an inner name is no name"),
                        new Found("{\"\\u0061\\/\":1}", "a/", "1", "escapes in names"),
                        new Found("{\"x\":\"\\\\\",\"a\":\"}\"}", "a", "\"}\"", "signs in strings"),
                        new Found("{\"a\":[{\"b\":1}]}", "a.b", null, "a list is no object"),
                        new Found("{\"\uD83D\uDE00\":true}", "\uD83D\uDE00", "true", "unicode"),
                        new Found("{}", "a", null, "nothing"))
                .map(row -> DynamicTest.dynamicTest(row.reason, () -> {
                    byte[] bytes = utf8(row.document);
                    long found = JsonScan.find(bytes, FieldPath.parse(row.path));
                    String value =
                            found == Slice.ABSENT ? null : new String(Slice.copy(bytes, found), StandardCharsets.UTF_8);
                    assertThat(value).isEqualTo(row.value);
                }));
    }

    private record Patched(String document, String value, String result, String reason) {}

    @TestFactory
    Stream<DynamicTest> a_nested_field_is_set_or_removed() {
        return Stream.of(
                        new Patched("{\"x\":1}", "5", "{\"x\":1,\"a\":{\"b\":5}}", "new object at the end"),
                        new Patched("{}", "5", "{\"a\":{\"b\":5}}", "into nothing"),
                        new Patched(
                                "{\"a\":{\"b\":1,\"c\" : 2}, \"x\":1}",
                                "5",
                                "{\"a\":{\"b\":5,\"c\" : 2},\"x\":1}",
                                "in place"),
                        new Patched("{\"a\":{\"c\":2}}", "5", "{\"a\":{\"c\":2,\"b\":5}}", "added inside"),
                        new Patched("{\"a\":7}", "5", "{\"a\":{\"b\":5}}", "what is in the way is replaced"),
                        new Patched(
                                "{\"a\":{\"c\":1},\"a\":7}", "5", "{\"a\":{\"b\":5}}", "what was hidden stays hidden"),
                        new Patched("{\"a\":7,\"a\":{\"b\":1}}", "5", "{\"a\":{\"b\":5}}", "the last counts"),
                        new Patched("{\"a\":{\"b\":1,\"b\":2}}", null, "{\"a\":{}}", "both removed"),
                        new Patched("{\"a\":7}", null, "{\"a\":7}", "nothing to remove in a number"),
                        new Patched("{\"x\":1}", null, "{\"x\":1}", "nothing to remove"))
                .map(row -> DynamicTest.dynamicTest(row.reason, () -> {
                    byte[][] values = {row.value == null ? null : utf8(row.value)};
                    byte[] result = new JsonPatch(List.of(FieldPath.parse("a.b"))).apply(utf8(row.document), values);
                    assertThat(new String(result, StandardCharsets.UTF_8)).isEqualTo(row.result);
                }));
    }

    @Test
    void paths_of_a_patch_lie_apart() {
        assertThatThrownBy(() -> new JsonPatch(List.of(FieldPath.parse("a"), FieldPath.parse("a.b"))))
                .hasMessage("\"a.b\" lies inside \"a\", which is set too");
        assertThatThrownBy(() -> new JsonPatch(List.of(FieldPath.parse("a.b"), FieldPath.parse("a"))))
                .hasMessageContaining("set twice, or a field inside it is set too");
    }

    @Test
    void text_survives_the_way_through_json() {
        for (String text : List.of("", "a\"\\/\b\f\n\r\t\u0001", "é€\uD83D\uDE00", "\uD800x", "\u007f\u2028")) {
            ByteSink out = new ByteSink(4);
            JsonText.write(text, out);
            byte[] json = out.toBytes();

            assertThat(JsonText.decode(json, 1, json.length - 1)).isEqualTo(text);
            assertThat(JsonTree.read(json)).isEqualTo(text);
        }
    }

    @Test
    void field_paths_are_read_and_shown() {
        assertThat(FieldPath.parse("a.b").names()).containsExactly("a", "b");
        assertThat(FieldPath.of(List.of("a.b"))).isNotEqualTo(FieldPath.parse("a.b"));
        assertThat(FieldPath.parse("a.b").isIn(FieldPath.parse("a"))).isTrue();
        assertThat(FieldPath.parse("ab").isIn(FieldPath.parse("a"))).isFalse();
        for (String wrong : List.of("", ".", "a.", ".a", "a..b", " ")) {
            assertThatThrownBy(() -> FieldPath.parse(wrong)).as(wrong).hasMessageContaining("is not a field path");
        }
    }

    @Test
    void trees_keep_every_digit() {
        byte[] json = utf8("{\"a\":[1,-9223372036854775808,12345678901234567890,1.50,1e400,\"x\",true,null,{}]}");

        Object tree = JsonTree.read(json);

        assertThat(tree)
                .isEqualTo(java.util.Map.of(
                        "a",
                        Arrays.asList(
                                1L,
                                Long.MIN_VALUE,
                                new BigDecimal("12345678901234567890"),
                                new BigDecimal("1.50"),
                                new BigDecimal("1e400"),
                                "x",
                                true,
                                null,
                                java.util.Map.of())));
        assertThat(JsonTree.read(JsonTree.write(tree))).isEqualTo(tree);
        assertThatThrownBy(() -> JsonTree.read(utf8("{} {}"))).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> JsonTree.read(utf8("[".repeat(401)))).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> JsonTree.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                7,
                -7,
                9,
                10,
                99,
                100,
                -1_000,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE + 1,
                Long.MIN_VALUE
            })
    void numbersAreWrittenInTheirDecimalDigits(long number) {
        assertThat(new String(
                        new ByteSink(1).put('[').putNumber(number).put(']').toBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("[" + number + "]");
    }
}
