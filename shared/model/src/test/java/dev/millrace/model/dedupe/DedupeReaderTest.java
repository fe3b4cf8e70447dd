package dev.millrace.model.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.FieldPath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DedupeReaderTest {

    private static final Scope KNOWN = Scope.of(List.of(FieldPath.parse("order.id"), FieldPath.parse("shop")));

    private static DedupeSettings settings(String yaml) {
        Problems problems = new Problems();
        NodeAt node = new NodeAt(Documents.read(yaml).roots().get(0), "", problems);
        DedupeSettings settings =
                (DedupeSettings) DedupeReader.read(node, KNOWN).orElseThrow();
        assertThat(problems.list()).isEmpty();
        return settings;
    }

    @Test
    void what_an_id_may_be() {
        assertThat(settings("{id: order.id, within: 24h}").id())
                .extracting(GroupField::name)
                .containsExactly("order.id");
        assertThat(settings("{id: [shop, order.id], within: 24h}").id())
                .extracting(GroupField::name)
                .containsExactly("shop", "order.id");
        assertThat(settings("{id: {low: shop + '-'}, within: 24h}").id())
                .extracting(GroupField::name)
                .containsExactly("low");
    }

    @Test
    void defaults() {
        DedupeSettings settings = settings("{id: shop, within: 1ms}");
        assertThat(settings.within()).isEqualTo(Duration.ofMillis(1));
        assertThat(settings.maxKeys()).isEqualTo(1_000_000);
        assertThat(settings.lateStream("p")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {within: 1h}                     | 1:1: "id" is missing: expected what makes two events the same, like orderId
            {id: shop}                       | 1:1: "within" is missing: expected how long an id is remembered, like 24h
            {id: shop, within: 0s}           | 1:20: expected 1ms to 366d, found 0s
            {id: shop, within: 367d}         | 1:20: expected 1ms to 366d, found 367d
            {id: shopp, within: 1h}          | 1:6: there is no field "shopp" at this step (did you mean "shop"?)
            {id: [], within: 1h}             | 1:6: expected a field path, a list of them or a mapping of name to expression, found an empty list
            {id: shop, within: 1h, maxKey: 1} | 1:24: there is no setting "maxKey" in dedupe: expected id, maxKeys, within (did you mean "maxKeys"?)
            {id: shop, within: 1h, maxKeys: many} | 1:33: expected a whole number from 1 to 1000000000, found the text "many"
            """)
    void mistakes(String yaml, String expected) {
        Problems problems = new Problems();
        DedupeReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), KNOWN);
        assertThat(problems.list()).extracting(Problem::toString).containsExactly(expected);
    }
}
