package dev.millrace.model.expression;

import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.json.FieldPath;
import java.util.Optional;

/** Reads expressions and fields out of a document, noting what is wrong with them where they stand. Stateless; any thread. */
public final class ExpressionReader {

    private ExpressionReader() {}

    /** The expression that a scalar holds; nothing when problems were noted. */
    public static Optional<Expression> expression(NodeAt at, Scope scope) {
        if (!(at.node() instanceof Node.Scalar scalar)) {
            at.refuse(
                    "expected an expression like amount > 5, found " + at.node().shape(),
                    "an expression that starts with { or [ needs quotes");
            return Optional.empty();
        }
        try {
            return Optional.of(Expression.compile(scalar, scope));
        } catch (InvalidExpressionException invalid) {
            for (Problem problem : invalid.problems()) {
                at.problems().add(problem.at(at.pointer()));
            }
            return Optional.empty();
        }
    }

    /** The condition a scalar holds; an expression that cannot be true or false is noted. */
    public static Optional<Expression> condition(NodeAt at, Scope scope) {
        return expression(at, scope).filter(condition -> {
            if (!condition.mayBeBoolean()) {
                at.refuse(
                        "expected a condition that is true or false, this expression is of type " + condition.type(),
                        null);
            }
            return condition.mayBeBoolean();
        });
    }

    /**
     * The expression in a part of a scalar's text; positions are those of the file.
     *
     * @param scalar the node at {@code at}
     * @param from first char of the part, inclusive
     * @param to end of the part, exclusive
     */
    public static Optional<Expression> part(NodeAt at, Node.Scalar scalar, int from, int to, Scope scope) {
        String text = scalar.text().substring(from, to);
        int offset = scalar.text().codePointCount(0, from);
        Node.Scalar part =
                new Node.Scalar(text, text, scalar.quoted(), scalar.places().from(offset));
        return expression(new NodeAt(part, at.pointer(), at.problems()), scope);
    }

    /** The field path a scalar holds. */
    public static Optional<FieldPath> path(NodeAt at) {
        return at.parsed("a field path like card.country", FieldPath::parse);
    }

    /** The field path a scalar holds; one that is not there at this step is noted. */
    public static Optional<FieldPath> field(NodeAt at, Scope scope) {
        Optional<FieldPath> path = path(at);
        path.ifPresent(known -> expectField(known, at, scope));
        return path;
    }

    /** Notes a problem when a field is not there at this step. */
    public static void expectField(FieldPath path, NodeAt at, Scope scope) {
        if (!scope.allows(path)) {
            at.refuse(
                    "there is no field \"" + path + "\" at this step",
                    NearestName.suggestion(
                            path.toString(),
                            scope.fields().stream()
                                    .map(FieldPath::toString)
                                    .sorted()
                                    .toList()));
        }
    }
}
