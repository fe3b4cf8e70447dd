package dev.millrace.model.aggregate;

import dev.millrace.model.aggregate.CallText.Part;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ExpressionReader;
import dev.millrace.model.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what stands between the brackets of an aggregate: expressions, then literals. One entry, one thread. */
final class ArgumentReader {

    private static final String[] ORDINALS = {"first", "second", "third"};

    private final NodeAt at;
    private final Node.Scalar scalar;
    private final Scope scope;

    ArgumentReader(NodeAt at, Node.Scalar scalar, Scope scope) {
        this.at = at;
        this.scalar = scalar;
        this.scope = scope;
    }

    /** The computation of a call whose brackets are closed; nothing when problems were noted. */
    Optional<Computation> read(String name, AggregateFunction function, CallText call, Optional<Expression> condition) {
        List<Part> parts = call.parts(scalar.text());
        Signature signature = function.signature();
        if (!fits(function, call, parts)) {
            return Optional.empty();
        }
        int expressions = Math.min(parts.size(), signature.operands().size());
        List<Expression> arguments = new ArrayList<>();
        Parameters parameters = Parameters.DEFAULT;
        for (int i = 0; i < parts.size(); i++) {
            if (i < expressions) {
                expression(parts.get(i), signature.operands().get(i), function.spelling())
                        .ifPresent(arguments::add);
                continue;
            }
            Optional<Parameters> more = literal(function, parts.get(i), i, parameters);
            if (more.isEmpty()) {
                return Optional.empty();
            }
            parameters = more.get();
        }
        return arguments.size() == expressions
                ? Optional.of(new Computation(name, function, arguments, parameters, condition))
                : Optional.empty();
    }

    private boolean fits(AggregateFunction function, CallText call, List<Part> parts) {
        Signature signature = function.signature();
        if (parts.size() > signature.most()) {
            refuse(
                    parts.get(signature.most()).from(),
                    function.spelling() + " takes " + signature.counts() + ", like " + signature.form() + ": found "
                            + parts.size());
        } else if (parts.size() >= signature.fewest()) {
            return true;
        } else if (signature.most() == 1) {
            refuse(call.open(), function.spelling() + " needs " + needed(signature, 0) + " between its brackets");
        } else {
            refuse(
                    call.open(),
                    function.spelling() + " needs " + signature.counts() + ", like " + signature.form() + ": found "
                            + parts.size());
        }
        return false;
    }

    private static String needed(Signature signature, int operand) {
        return signature.operands().get(operand).needed();
    }

    /** An expression of a call or behind it; nothing when problems were noted. */
    Optional<Expression> expression(Part part, Operands operands, String function) {
        if (part.from() == part.to()) {
            return refuse(part.from(), function + " needs " + operands.needed() + " here, found nothing");
        }
        return ExpressionReader.part(at, scalar, part.from(), part.to(), scope).filter(expression -> {
            boolean fits = operands.take(expression.type());
            if (!fits) {
                refuse(
                        part.from(),
                        function + " needs " + operands.needed() + ", this expression is of type " + expression.type());
            }
            return fits;
        });
    }

    private Optional<Parameters> literal(AggregateFunction function, Part part, int index, Parameters so) {
        Signature signature = function.signature();
        Literal literal = signature.literals().get(index - signature.operands().size());
        String text = scalar.text().substring(part.from(), part.to());
        Optional<Parameters> more = literal.read(text, so);
        if (more.isEmpty()) {
            refuse(
                    part.from(),
                    function.spelling() + " needs " + literal.needed() + " as " + ORDINALS[index] + " argument, like "
                            + signature.formWith(index) + ", found "
                            + (text.isEmpty() ? "nothing" : text));
        }
        return more;
    }

    /** Notes a problem at a char of the text. */
    <T> Optional<T> refuse(int charOffset, String detail) {
        return refuse(charOffset, detail, null);
    }

    <T> Optional<T> refuse(int charOffset, String detail, String suggestion) {
        int offset = scalar.text().codePointCount(0, charOffset);
        int line = scalar.places().line(offset);
        at.problems().add(new Problem(at.pointer(), line, scalar.places().column(offset), detail, suggestion));
        return Optional.empty();
    }
}
