package dev.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.Node;
import dev.millrace.model.json.FieldPath;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CompileMistakesTest {

    private record Row(String expression, String message) {}

    private static final List<Row> ROWS = List.of(
            new Row(
                    "namespace == 0",
                    "3:10: \"namespace\" is a reserved word of expressions (for the field write event.namespace)"),
            new Row(
                    "a > 1 && function",
                    "3:19: \"function\" is a reserved word of expressions (for the field write event.function)"),
            new Row("has(amount)", "3:10: has() needs to know where to look (write has(event.amount))"),
            new Row("amount = 5", "3:17: \"=\" is not an operator of expressions (write == to compare)"),
            new Row("a & b", "3:12: \"&\" is not an operator of expressions (write &&)"),
            new Row("a and b", "3:12: \"and\" is not expected here (write &&)"),
            new Row(
                    "amount >",
                    "3:17: the expression ends before it is complete (for YAML \" #\" starts a comment: put the whole expression in quotes if it holds one)"),
            new Row(
                    "a == \"x",
                    "3:15: the text that starts here does not end (for YAML \" #\" starts a comment: put the whole expression in quotes if it holds one)"),
            new Row("a == 1 )", "3:17: \")\" is not expected here"),
            new Row("lenght(a) > 1", "3:10: there is no function \"lenght\" with these arguments in expressions"),
            new Row(
                    "a.startWith(\"x\")",
                    "3:12: there is no function \"startWith\" with these arguments in expressions (did you mean \"startsWith\"?)"),
            new Row(
                    "\"a\" + 1",
                    "3:14: \"+\" does not work on a text and an integer (string(x) makes a text of a number, int(x) or double(x) a number of a text)"),
            new Row("!5", "3:10: \"!\" does not work on an integer"),
            new Row("a.matches(\"[\")", "3:20: this is not a pattern (RE2): missing closing ]"),
            new Row(
                    "meta.time > timestamp(\"yesterday\")",
                    "3:32: \"yesterday\" is not a time: expected a form like 2026-01-01T00:00:00Z"),
            new Row(
                    "meta.tiem > 5",
                    "3:10: there is no field \"meta.tiem\" in an event's meta data (did you mean \"meta.time\"?)"),
            new Row(" ", "3:10: expected an expression like amount > 5, found nothing"),
            new Row(
                    "a" + "+a".repeat(200),
                    "3:10: the expression is nested or chained more than 64 deep (set parts of it with map in a step before)"),
            new Row("a".repeat(5000), "3:10: an expression has at most 4096 characters, this one has 5000"));

    @TestFactory
    Stream<DynamicTest> every_mistake_says_where_and_what() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.expression.isBlank()
                                ? "nothing"
                                : row.expression.length() < 99 ? row.expression : "too long",
                        () -> assertThat(mistake(row.expression, Scope.OPEN)).isEqualTo(row.message)));
    }

    private static String mistake(String expression, Scope scope) {
        Node node = new Node.Scalar(expression, expression, false, dev.millrace.model.document.SourceMap.at(3, 10));
        InvalidExpressionException invalid = catchThrowableOfType(
                InvalidExpressionException.class, () -> Expression.compile((Node.Scalar) node, scope));
        assertThat(invalid).as("refused").isNotNull();
        return invalid.problems().get(0).toString();
    }

    @Test
    void unknown_fields_are_found_where_fields_are_known() {
        Scope scope = Scope.of(List.of(FieldPath.parse("amount"), FieldPath.parse("card.country")));

        assertThat(mistake("amuont > 5", scope))
                .isEqualTo("3:10: there is no field \"amuont\" at this step (did you mean \"amount\"?)");
        assertThat(mistake("amount > 5 && card.contry == \"CH\"", scope))
                .isEqualTo("3:24: there is no field \"card.contry\" at this step (did you mean \"card.country\"?)");
        assertThat(Expression.compile("amount > 5 && size(card) > 0 && card.country.x == 1", 1, 1, scope))
                .isNotNull();
    }

    @Test
    void places_are_those_of_the_file() {
        String file = "spec:\n  filter: |\n    amount > 5 &&\n    nme.lenght() > 1 &&\n    x = 1\n";
        Node.Mapping root = (Node.Mapping) Documents.read(file).roots().get(0);
        Node.Mapping spec = (Node.Mapping) root.entry("spec").value();
        Node.Scalar scalar = (Node.Scalar) spec.entry("filter").value();

        InvalidExpressionException invalid =
                catchThrowableOfType(InvalidExpressionException.class, () -> Expression.compile(scalar, Scope.OPEN));

        assertThat(invalid.problems().get(0).toString()).startsWith("5:7: \"=\" is not an operator");
    }
}
