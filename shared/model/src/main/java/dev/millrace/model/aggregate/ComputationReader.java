package dev.millrace.model.aggregate;

import dev.millrace.model.aggregate.CallText.Part;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is computed: {@code total: sum(amount).where(paid)}. One entry, one thread. */
public final class ComputationReader {

    private static final Pattern WHERE = Pattern.compile("\\s*\\.\\s*where\\s*\\(");

    private final String name;
    private final NodeAt at;
    private final String text;
    private final ArgumentReader arguments;

    private ComputationReader(String name, NodeAt at, Node.Scalar scalar, Scope scope) {
        this.name = name;
        this.at = at;
        this.text = scalar.text();
        this.arguments = new ArgumentReader(at, scalar, scope);
    }

    /**
     * The computations; those with problems are left out, the problems noted.
     *
     * @param names takes the names of a result's fields
     */
    public static List<Computation> read(NodeAt value, Scope scope, ResultNames names) {
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
        CallText call = CallText.parse(text).orElse(null);
        if (call == null) {
            at.refuse(
                    "\"" + text + "\" is not an aggregate: expected one like sum(amount)",
                    AggregateFunction.of(text.strip()).isPresent() ? "write " + text.strip() + "()" : null);
            return Optional.empty();
        }
        AggregateFunction function = AggregateFunction.of(call.name()).orElse(null);
        if (function == null) {
            return unknown(call);
        } else if (call.close() < 0) {
            return arguments.refuse(call.open(), "the bracket that opens here is not closed");
        }
        Matcher where = WHERE.matcher(text).region(call.close() + 1, text.length());
        if (where.lookingAt()) {
            return condition(where.end() - 1)
                    .flatMap(condition -> arguments.read(name, function, call, Optional.of(condition)));
        }
        return aloneUntil(call.close()) ? arguments.read(name, function, call, Optional.empty()) : Optional.empty();
    }

    private Optional<Expression> condition(int open) {
        int close = CallText.close(text, open);
        if (close < 0) {
            return arguments.refuse(open, "the bracket that opens here is not closed");
        } else if (!aloneUntil(close)) {
            return Optional.empty();
        }
        String inside = text.substring(open + 1, close);
        int from = open + 1 + inside.length() - inside.stripLeading().length();
        return arguments.expression(new Part(from, from + inside.strip().length()), Operands.CONDITION, "where");
    }

    /** Whether nothing stands behind a bracket; something is noted. */
    private boolean aloneUntil(int close) {
        String rest = text.substring(close + 1);
        if (!rest.isBlank()) {
            arguments.refuse(
                    close + 1 + rest.length() - rest.stripLeading().length(),
                    "an aggregate stands alone: \"" + rest.strip() + "\" is not expected behind it",
                    "calculate with its result in a map step behind this one");
        }
        return rest.isBlank();
    }

    private Optional<Computation> unknown(CallText call) {
        return arguments.refuse(
                call.nameFrom(),
                "there is no aggregate \"" + call.name() + "\": expected one of "
                        + String.join(", ", AggregateFunction.spellings()),
                NearestName.suggestion(call.name(), AggregateFunction.spellings()));
    }
}
