package dev.millrace.model.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.aggregate.AggregateReader;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which groups the text in a path means. */
class NamedGroupTest {

    private static List<GroupField> by(String yaml) {
        String step = (yaml.isEmpty() ? "" : "by: " + yaml + "\n") + "window: {tumbling: 1m}\ncompute: {n: count()}\n";
        NodeAt node = new NodeAt(Documents.read(step).roots().get(0), "", new Problems());
        return ((AggregateSettings) AggregateReader.read(node, Scope.OPEN).orElseThrow()).by();
    }

    private static List<NamedGroup> read(String by, String text) {
        return NamedGroup.read(by(by == null ? "" : by), text);
    }

    @ParameterizedTest(name = "by {0}, key {1}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            card         | abc            | "abc"             | a text
            card         | 12             | "12" or 12        | a text, else a number
            card         | 1.50           | "1.50" or 1.5     | a number in its one spelling
            card         | true           | "true" or true    | a boolean
            card         | null           | "null" or null    | events without the field
            card         | "x"            | "\\"x\\""           | quotes are part of the text
            card         | ["x"]          | "x" or "[\\"x\\"]"  | exact, unless somebody is called so
            card         | [12]           | 12 or "[12]"      | exact: the number
            card         | [1,2]          | "[1,2]"           | not a group of one value, so a text
            card         | a,b/c          | "a,b/c"           | whatever stands there
            [card, shop] | ["x",1.0]      | "x",1             | an array of both
            [card, shop] | [null, false]  | null,false        | space is free
            {big: a > 1} | true           | "true" or true    | an expression's value
                         | []             | ``                | the one group of everything
            """)
    void keys(String by, String text, String keys, String reason) {
        assertThat(read(by, text).stream()
                        .map(group -> new String(group.key(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining(" or ")))
                .as(reason)
                .isEqualTo(keys == null ? "" : keys);
    }

    @ParameterizedTest(name = "by {0}, key {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [card, shop] | x       | the step groups by card, shop: expected a JSON array of 2 values in this order; found x
            [card, shop] | ["x"]   | the step groups by card, shop: expected a JSON array of 2 values in this order; found ["x"]
            [card, shop] | [1,[2]] | a group's values are texts, numbers, booleans and null; found [2]
                         | all     | the step has one group of everything, whose key is []; found all
            """)
    void mistakes(String by, String text, String sentence) {
        assertThatThrownBy(() -> read(by, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void all_that_a_partition_holds() {
        NamedGroup group = NamedGroup.ofPartition(12, "11");
        assertThat(group.partition()).isEqualTo(11);
        assertThat(group.key()).as("any row's key ends with it").isEmpty();
    }

    @ParameterizedTest(name = "{0} partitions, key {1}")
    @CsvSource(delimiter = '|', textBlock = """
            12 | 12  | to the step each partition is a group, whose key is its number: expected 0 to 11; found 12
            12 | 01  | to the step each partition is a group, whose key is its number: expected 0 to 11; found 01
            1  | []  | to the step each partition is a group, whose key is its number: expected 0; found []
            """)
    void no_partition(int partitions, String text, String sentence) {
        assertThatThrownBy(() -> NamedGroup.ofPartition(partitions, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void the_streams_key_is_found_in_it() {
        NamedGroup group = read("{nation: card.country, big: a > 1, kind: card.kind}", "[\"FR\",true,5]")
                .get(0);
        assertThat(new String(group.document(), StandardCharsets.UTF_8))
                .isEqualTo("{\"card\":{\"country\":\"FR\",\"kind\":5}}");
    }
}
