package dev.millrace.model.topk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.aggregate.EmitSpec;
import dev.millrace.model.aggregate.WindowSpec;
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

class TopKReaderTest {

    private static final Scope KNOWN =
            Scope.of(List.of(FieldPath.parse("edits"), FieldPath.parse("country"), FieldPath.parse("at.zone")));

    private static TopKSettings settings(String yaml) {
        Problems problems = new Problems();
        NodeAt node = new NodeAt(Documents.read(yaml).roots().get(0), "", problems);
        TopKSettings settings = (TopKSettings) TopKReader.read(node, KNOWN).orElseThrow();
        assertThat(problems.list()).isEmpty();
        return settings;
    }

    @Test
    void defaults() {
        TopKSettings settings = settings("{k: 3, order: edits}");
        assertThat(settings.k()).isEqualTo(3);
        assertThat(settings.order().source()).isEqualTo("edits");
        assertThat(settings.by()).isEmpty();
        assertThat(settings.window()).isEqualTo(WindowSpec.GLOBAL);
        assertThat(settings.emit()).isEqualTo(EmitSpec.ON_UPDATE);
        assertThat(settings.least()).isFalse();
        assertThat(settings.appendOnly()).isFalse();
        assertThat(settings.keptRows()).isEqualTo(100_000);
        assertThat(settings.lateStream("p"))
                .as("nothing is late without a window")
                .isEmpty();
        assertThat(settings.replacesResults()).isFalse();
    }

    @Test
    void with_a_window() {
        TopKSettings settings = settings("{k: 10000, order: edits * 2, by: [country, at.zone], window: {tumbling: 1h},"
                + " late: {within: 5m, to: too-late}, least: true, maxRows: 10000}");
        assertThat(settings.by()).extracting(GroupField::name).containsExactly("country", "at.zone");
        assertThat(settings.emit()).isEqualTo(EmitSpec.ON_CLOSE);
        assertThat(settings.late().within()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.least()).isTrue();
        assertThat(settings.keptRows()).isEqualTo(10_000);
        assertThat(settings.lateStream("p")).contains("too-late");
        assertThat(settings.span()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void of_what_is_never_taken_back_only_the_best_are_kept() {
        TopKSettings settings =
                settings("{k: 3, order: edits, window: {tumbling: 1h}, emit: {every: 1s}, appendOnly: true}");
        assertThat(settings.keptRows()).isEqualTo(3);
        assertThat(settings.emit()).isEqualTo(new EmitSpec(EmitSpec.Kind.PACED, Duration.ofSeconds(1), 0));
        assertThat(settings.lateStream("p")).contains("p.late");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {order: edits}                         | 1:1: "k" is missing: expected how many rows pass, like 3
            {k: 3}                                 | 1:1: "order" is missing: expected the number that rows are ranked by, like amount
            {k: 0, order: edits}                   | 1:5: expected a whole number from 1 to 10000, found 0
            {k: 10001, order: edits}               | 1:5: expected a whole number from 1 to 10000, found 10001
            {k: 3, order: edit}                    | 1:15: there is no field "edit" at this step (did you mean "edits"?)
            {k: 3, order: "'a'"}                   | 1:16: rows are ranked by a number, and this expression is of type string
            {k: 3, order: edits > 2}               | 1:15: rows are ranked by a number, and this expression is of type bool
            {k: 3, order: edits, window: {hopping: 1h, every: 1m}} | 1:30: topK over hopping windows is not built yet: expected {tumbling: 1h} or global
            {k: 3, order: edits, window: {session: 1h}} | 1:30: topK over session windows is not built yet: expected {tumbling: 1h} or global
            {k: 3, order: edits, emit: on-close}   | 1:28: without a window nothing closes, so that no row would pass: expected on-update or {every: 1s} (leave it out)
            {k: 3, order: edits, emit: {count: 5}} | 1:29: topK does not count events: expected on-close, on-update or {every: 1s} (leave it out)
            {k: 3, order: edits, late: {within: 1s}} | 1:37: nothing is late without a window, which takes events as they come: "within" has no meaning (leave it out)
            {k: 3, order: edits, window: {tumbling: 1h}, late: {mode: retracting}} | 1:53: "mode" has no meaning for topK: a row that is among the best no more is always taken back (leave it out)
            {k: 3, order: edits, maxRows: 2}       | 1:31: expected at least k, which is 3, found 2
            {k: 3, order: edits, appendOnly: true, maxRows: 5} | 1:49: with appendOnly the best k rows are kept: "maxRows" has no meaning (leave it out)
            {k: 3, order: edits, least: 1}         | 1:29: expected one of true, false, found "1"
            {k: 3, orders: edits}                  | 1:1: "order" is missing: expected the number that rows are ranked by, like amount; 1:8: there is no setting "orders" in topK: expected appendOnly, by, emit, k, late, least, maxRows, order, window (did you mean "order"?)
            """)
    void mistakes(String yaml, String expected) {
        Problems problems = new Problems();
        TopKReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), KNOWN);
        assertThat(problems.list()).extracting(Problem::toString).containsExactlyInAnyOrder(expected.split("; (?=1:)"));
    }
}
