package dev.millrace.model.aggregate;

import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ExpressionReader;
import dev.millrace.model.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what is computed: {@code total: sum(amount)}. One entry, one thread. */
final class ComputationReader {

    private final String name;
    private final NodeAt at;
    private final Node.Scalar scalar;
    private final Scope scope;

    private ComputationReader(String name, NodeAt at, Node.Scalar scalar, Scope scope) {
        this.name = name;
        this.at = at;
        this.scalar = scalar;
        this.scope = scope;
    }

    static List<Computation> read(NodeAt value, Scope scope, ResultNames names) {
        List<Computation> all = new ArrayList<>();
        String expected = "a mapping of name to aggregate, like total: sum(amount)";
        Map<String, NodeAt> entries = value.entries(expected).orElse(null);
        if (entries == null) {
            return all;
        } else if (entries.isEmpty()) {
            value.refuse("expected " + expected + ", found an empty one", null);
        }
        entries.forEach((name, at) -> {
            names.computed(name).ifPresent(mistake -> value.refuseKey(name, mistake, null));
            if (at.node() instanceof Node.Scalar scalar && scalar.value() != null) {
                new ComputationReader(name, at, scalar, scope).computation().ifPresent(all::add);
            } else {
                at.refuse(
                        "expected an aggregate like sum(amount), found "
                                + at.node().shape(),
                        null);
            }
        });
        return all;
    }

    private Optional<Computation> computation() {
        String text = scalar.text();
        CallText call = CallText.parse(text).orElse(null);
        if (call == null) {
            at.refuse(
                    "\"" + text + "\" is not an aggregate: expected one like sum(amount)",
                    AggregateFunction.of(text.strip()).isPresent() ? "write " + text.strip() + "()" : null);
            return Optional.empty();
        }
        AggregateFunction function = AggregateFunction.of(call.name()).orElse(null);
        if (function == null) {
            unknown(call);
            return Optional.empty();
        } else if (call.close() < 0) {
            return refuse(call.open(), "the bracket that opens here is not closed", null);
        }
        String rest = text.substring(call.close() + 1);
        if (!rest.isBlank()) {
            int start = call.close() + 1 + rest.length() - rest.stripLeading().length();
            return rest.strip().startsWith(".where")
                    ? refuse(start, "\".where(...)\" of an aggregate is not built yet: leave it out", null)
                    : refuse(
                            start,
                            "an aggregate stands alone: \"" + rest.strip() + "\" is not expected behind it",
                            "calculate with its result in a map step behind this one");
        }
        return argument(function, call).map(argument -> new Computation(name, function, argument.orElse(null)));
    }

    private Optional<Optional<Expression>> argument(AggregateFunction function, CallText call) {
        String text = scalar.text();
        int from = call.open() + 1;
        while (from < call.close() && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        int to = from + text.substring(from, call.close()).stripTrailing().length();
        if (from == to) {
            return function == AggregateFunction.COUNT
                    ? Optional.of(Optional.empty())
                    : refuse(
                            call.open(),
                            function.spelling() + " needs " + function.needs() + " between its brackets",
                            null);
        }
        int start = from;
        Optional<Expression> argument = ExpressionReader.part(at, scalar, from, to, scope);
        return argument.filter(expression -> {
                    boolean fits = function.takes(expression.type());
                    if (!fits) {
                        refuse(
                                start,
                                function.spelling() + " needs " + function.needs() + ", this expression is of type "
                                        + expression.type(),
                                null);
                    }
                    return fits;
                })
                .map(Optional::of);
    }

    private void unknown(CallText call) {
        if (AggregateFunction.UNBUILT.contains(call.name())) {
            refuse(
                    call.nameFrom(),
                    "the aggregate \"" + call.name() + "\" is not built yet: there are " + spellings(),
                    null);
            return;
        }
        List<String> known = new ArrayList<>(AggregateFunction.spellings());
        known.addAll(AggregateFunction.UNBUILT.stream().sorted().toList());
        refuse(
                call.nameFrom(),
                "there is no aggregate \"" + call.name() + "\": expected one of " + spellings(),
                NearestName.suggestion(call.name(), known));
    }

    private static String spellings() {
        return String.join(", ", AggregateFunction.spellings());
    }

    private <T> Optional<T> refuse(int charOffset, String detail, String suggestion) {
        int offset = scalar.text().codePointCount(0, charOffset);
        int line = scalar.places().line(offset);
        at.problems().add(new Problem(at.pointer(), line, scalar.places().column(offset), detail, suggestion));
        return Optional.empty();
    }
}
