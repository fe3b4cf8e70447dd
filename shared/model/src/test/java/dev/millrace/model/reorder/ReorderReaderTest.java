package dev.millrace.model.reorder;

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

class ReorderReaderTest {

    private static final Scope KNOWN = Scope.of(List.of(FieldPath.parse("card"), FieldPath.parse("shop.city")));

    private static ReorderSettings settings(String yaml) {
        Problems problems = new Problems();
        NodeAt node = new NodeAt(Documents.read(yaml).roots().get(0), "", problems);
        ReorderSettings settings =
                (ReorderSettings) ReorderReader.read(node, KNOWN).orElseThrow();
        assertThat(problems.list()).isEmpty();
        return settings;
    }

    @Test
    void everything_said() {
        ReorderSettings settings = settings("{hold: 10s, by: [card, shop.city], maxEvents: 1, maxBytes: 1KiB}");
        assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.by()).extracting(GroupField::name).containsExactly("card", "shop.city");
        assertThat(settings.maxEvents()).isEqualTo(1);
        assertThat(settings.maxBytes()).isEqualTo(1024);
        assertThat(settings.byPartition()).isFalse();
    }

    @Test
    void nothing_said_but_the_hold() {
        ReorderSettings settings = settings("hold: 0s");
        assertThat(settings.hold()).isEqualTo(Duration.ZERO);
        assertThat(settings.byPartition()).isTrue();
        assertThat(settings.maxEvents()).isEqualTo(10_000);
        assertThat(settings.maxBytes()).isEqualTo(16 << 20);
        assertThat(settings.lateStream("p")).contains("p.late");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                          | 1:1: "hold" is missing: expected how long events are held, like 10s
            10s                         | 1:1: expected a mapping of settings for reorder, found the text "10s"
            {hold: soon}                | 1:8: "soon" is not a duration: expected a whole number and ms, s, m, h or d, like 250ms or 10m
            {hold: 400d}                | 1:8: expected 0s to 366d, found 400d
            {hodl: 1s, hold: 1s}        | 1:2: there is no setting "hodl" in reorder: expected by, hold, maxBytes, maxEvents (did you mean "hold"?)
            {hold: 1s, by: cart}        | 1:16: there is no field "cart" at this step (did you mean "card"?)
            {hold: 1s, by: {}}          | 1:16: expected a mapping of name to expression, found an empty one
            {hold: 1s, maxEvents: 0}    | 1:23: expected a whole number from 1 to 1000000000, found 0
            {hold: 1s, maxBytes: 1B}    | 1:22: "1B" is not a number of bytes: expected a whole number, alone or with KiB, MiB or GiB, like 64MiB
            {hold: 1s, maxBytes: 1023}  | 1:22: expected 1KiB to 1024GiB, found 1023
            """)
    void mistakes(String yaml, String expected) {
        Problems problems = new Problems();
        ReorderReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), KNOWN);
        assertThat(problems.list()).extracting(Problem::toString).containsExactly(expected);
    }
}
