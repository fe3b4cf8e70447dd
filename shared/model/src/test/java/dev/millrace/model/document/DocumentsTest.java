package dev.millrace.model.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.json.JsonTree;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    private static Node one(String text) {
        Documents documents = Documents.read(text);
        assertThat(documents.problems()).isEmpty();
        assertThat(documents.roots()).hasSize(1);
        return documents.roots().get(0);
    }

    @Test
    void values_are_what_YAML_1_2_and_JSON_agree_on() {
        Object plain = one("[5, -0, 2.50, 1e3, true, null, NO, on, 2026-01-01, 007, 12345678901234567890, \"5\", ~]")
                .toPlain();

        assertThat(plain)
                .isEqualTo(Arrays.asList(
                        5L,
                        0L,
                        new BigDecimal("2.50"),
                        new BigDecimal("1e3"),
                        true,
                        null,
                        "NO",
                        "on",
                        "2026-01-01",
                        "007",
                        new BigDecimal("12345678901234567890"),
                        "5",
                        "~"));
    }

    @Test
    void json_with_tabs_and_escapes_is_read_too() {
        Node node = one("{\n\t\"a\": [1,\n\t\t\"x\\\"\\u0041\\/\"],\n\t\"b\": {}\n}\n");

        assertThat(node.toPlain()).isEqualTo(Map.of("a", List.of(1L, "x\"A/"), "b", Map.of()));
    }

    @Test
    void every_key_and_value_knows_its_place() {
        Node.Mapping root = (Node.Mapping) one("# head\nspec:\n  steps:\n    - filter: amount > 5\n");
        Node.Entry spec = root.entry("spec");
        Node.Entry steps = ((Node.Mapping) spec.value()).entry("steps");
        Node.Entry filter =
                ((Node.Mapping) ((Node.Sequence) steps.value()).items().get(0)).entry("filter");

        assertThat(List.of(spec.line(), spec.column())).isEqualTo(List.of(2, 1));
        assertThat(List.of(steps.line(), steps.column())).isEqualTo(List.of(3, 3));
        assertThat(List.of(filter.line(), filter.column())).isEqualTo(List.of(4, 7));
        assertThat(List.of(filter.value().line(), filter.value().column())).isEqualTo(List.of(4, 15));
    }

    @Test
    void characters_are_found_in_the_file() {
        record Row(String text, int line, int column, String reason) {}
        for (Row row : List.of(
                new Row("e: a == b", 1, 9, "plain: side by side"),
                new Row("e: 'a == b'", 1, 10, "in single quotes: one further"),
                new Row("e: 'a''a == b'", 1, 13, "a doubled quote takes two"),
                new Row("e: \"\\\"\\u0041 == b\"", 1, 17, "escapes take two and six"),
                new Row("e: |\n  a &&\n  a == b\n", 3, 8, "a literal block keeps its lines"),
                new Row("e: >-\n  a &&\n  a == b\n", 3, 8, "a folded block joins its lines"),
                new Row("e: a &&\n  a == b", 2, 8, "a plain text over two lines"),
                new Row("e: \"a &&\n  a == b\"", 2, 8, "a quoted text over two lines"),
                new Row("e: \"a \\\n  a == b\"", 2, 8, "an escaped line end"),
                new Row("é: '\uD83D\uDE00 == b'", 1, 10, "an emoji is one character"))) {
            Node.Mapping root = (Node.Mapping) one(row.text);
            Node.Scalar scalar = (Node.Scalar) root.entries().get(0).value();
            int offset = scalar.text().codePointCount(0, scalar.text().lastIndexOf('b'));

            assertThat(List.of(scalar.places().line(offset), scalar.places().column(offset)))
                    .as(row.reason)
                    .isEqualTo(List.of(row.line, row.column));
        }
    }

    @Test
    void a_node_survives_being_stored_as_json() {
        Node node = one("a: 'it''s'\nb:\n  - 1.50\n  - {c: null}\nd: >-\n  x\n  y\n");

        Node back = NodeTree.read(JsonTree.readObject(JsonTree.write(NodeTree.write(node))));

        assertThat(back).isEqualTo(node);
    }

    @Test
    void the_deepest_node_survives_too() {
        Node node = one("[".repeat(63) + "a" + "]".repeat(63));

        assertThat(NodeTree.read(JsonTree.readObject(JsonTree.write(NodeTree.write(node)))))
                .isEqualTo(node);
        Node map = one("{a: ".repeat(63) + "a" + "}".repeat(63));
        assertThat(NodeTree.read(JsonTree.readObject(JsonTree.write(NodeTree.write(map)))))
                .isEqualTo(map);
    }

    @Test
    void several_documents_empty_ones_left_out() {
        assertThat(Documents.read("---\na: 1\n---\n---\nb: 2\n").roots()).hasSize(2);
        assertThat(Documents.read("").roots()).isEmpty();
    }

    @Test
    void a_key_twice_names_both_lines() {
        Problem problem = Documents.read("a: 1\nb: 2\na: 3\n").problems().get(0);

        assertThat(problem.toString())
                .isEqualTo("3:1: the key \"a\" already stands on line 1: each key may stand once");
        assertThat(problem.pointer()).isEqualTo("/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter: !success",
                "filter: a ? b : c",
                "filter: \"a\" == b",
                "filter: 'x' == name && y",
                "filter: [1, 2].exists(x, x == a)",
                "filter: {\"a\": 1}.a == b",
                "filter: count(where: x > 1)",
                "filter: %a == 1",
                "filter: *a == 1",
                "filter: &a == 1",
                "filter: @a == 1",
            })
    void what_looks_like_an_expression_is_said_to_need_quotes(String text) {
        Documents documents = Documents.read("x: 1\n" + text + "\n");

        assertThat(documents.problems()).isNotEmpty();
        Problem first = documents.problems().get(0);
        assertThat(first.line()).isIn(2, 3);
        String value = text.substring("filter: ".length());
        assertThat(first.suggestion())
                .isEqualTo("if this is an expression, put it in quotes: filter: '" + value.replace("'", "''") + "'");
    }

    @Test
    void nesting_is_bounded() {
        assertThat(Documents.read("[".repeat(100_000)).problems().get(0).detail())
                .contains("nested more than 64 deep");
        assertThat(Documents.read("- ".repeat(100_000)).problems().get(0).detail())
                .contains("nested more than 64");
    }

    @Test
    void tabs_as_indentation_are_named() {
        assertThat(Documents.read("a:\n\tb: 1\n").problems().get(0).detail())
                .contains("Do not use \\t(TAB) for indentation");
    }
}
