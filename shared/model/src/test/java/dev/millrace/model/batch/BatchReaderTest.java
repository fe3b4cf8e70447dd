package dev.millrace.model.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.json.FieldPath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchReaderTest {

    private static final Scope KNOWN = Scope.of(List.of(FieldPath.parse("card"), FieldPath.parse("shop.city")));

    private static BatchSettings settings(String yaml) {
        Problems problems = new Problems();
        NodeAt node = new NodeAt(Documents.read(yaml).roots().get(0), "", problems);
        BatchSettings settings = (BatchSettings) BatchReader.read(node, KNOWN).orElseThrow();
        assertThat(problems.list()).isEmpty();
        return settings;
    }

    @Test
    void everything_said() {
        BatchSettings settings = settings("{by: card, maxEvents: 5, maxAge: 1m, time: processing, maxBytes: 1MiB}");
        assertThat(settings.resultFields()).containsExactly("card", "count", "from", "to", "events");
        assertThat(settings.maxEvents()).isEqualTo(5);
        assertThat(settings.maxAge()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.byClock()).isTrue();
        assertThat(settings.maxBytes()).isEqualTo(1 << 20);
    }

    @Test
    void nothing_said() {
        BatchSettings settings = settings("{}");
        assertThat(settings.byPartition()).isTrue();
        assertThat(settings.resultFields()).containsExactly("count", "from", "to", "events");
        assertThat(settings.maxEvents()).isEqualTo(100);
        assertThat(settings.maxAge()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.byClock()).isFalse();
        assertThat(settings.maxBytes()).isEqualTo(512 << 10);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {maxAge: 0s}             | 1:10: expected 1ms to 366d, found 0s
            {maxEvents: -1}          | 1:13: expected a whole number from 1 to 1000000000, found -1
            {maxBytes: 2MiB}         | 1:12: expected 1KiB to 1MiB, found 2MiB
            {time: procesing}        | 1:8: expected one of event, processing, found "procesing" (did you mean "processing"?)
            {maxEvent: 5}            | 1:2: there is no setting "maxEvent" in batch: expected by, maxAge, maxBytes, maxEvents, time (did you mean "maxEvents"?)
            {by: {count: card}}      | 1:7: every batch has a field "count" of its own: choose another name
            {by: [card, card]}       | 1:13: "card" is named twice in by
            {by: shop.city}          | 1:6: the result needs a name for "shop.city" (write by: {city: shop.city})
            """)
    void mistakes(String yaml, String expected) {
        Problems problems = new Problems();
        BatchReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), KNOWN);
        assertThat(problems.list()).extracting(Problem::toString).containsExactly(expected);
    }
}
