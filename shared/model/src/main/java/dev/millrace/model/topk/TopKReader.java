package dev.millrace.model.topk;

import dev.millrace.model.aggregate.EmitReader;
import dev.millrace.model.aggregate.EmitSpec;
import dev.millrace.model.aggregate.LateReader;
import dev.millrace.model.aggregate.LateSpec;
import dev.millrace.model.aggregate.WindowReader;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ExpressionReader;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.group.GroupReader;
import dev.millrace.model.limit.LimitReader;
import dev.millrace.model.step.StepSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the settings of {@code topK}. Stateless; any thread. */
final class TopKReader {

    private static final int MOST_K = 10_000;
    private static final long MAX_ROWS = 100_000;
    private static final Set<String> NUMBERS = Set.of("int", "uint", "double", "dyn");

    private TopKReader() {}

    /**
     * The settings; nothing when there is no meaning to them, with the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    static Optional<StepSettings> read(NodeAt value, Scope scope) {
        KnownKeys keys = KnownKeys.of(
                value,
                "topK",
                Set.of("k", "order", "least", "by", "window", "late", "emit", "appendOnly", "maxRows"),
                Set.of());
        if (!(value.node() instanceof Node.Mapping)) {
            return Optional.empty();
        }
        Optional<Integer> k = keys.require("k", "how many rows pass, like 3").flatMap(at -> at.integer(1, MOST_K));
        Optional<Expression> order = keys.require("order", "the number that rows are ranked by, like amount")
                .flatMap(at -> order(at, scope));
        List<GroupField> by =
                keys.get("by").map(at -> GroupReader.unnamed(at, scope)).orElse(List.of());
        Optional<WindowSpec> window = keys.get("window").isEmpty()
                ? Optional.of(WindowSpec.GLOBAL)
                : keys.get("window").flatMap(at -> window(at, scope));
        LateSpec late =
                keys.get("late").map(at -> late(at, window.orElse(null))).orElse(LateSpec.DEFAULT);
        EmitSpec emit = keys.get("emit").flatMap(TopKReader::emit).orElse(null);
        window.ifPresent(known -> checkEmit(keys, known, emit));
        boolean appendOnly = isOn(keys, "appendOnly");
        boolean least = isOn(keys, "least");
        long maxRows = maxRows(keys, k.orElse(1), appendOnly);
        return k.isEmpty() || order.isEmpty() || window.isEmpty()
                ? Optional.empty()
                : Optional.of(new TopKSettings(
                        k.get(),
                        order.get(),
                        least,
                        by,
                        window.get(),
                        late,
                        emit == null ? EmitReader.usual(window.get()) : emit,
                        appendOnly,
                        maxRows));
    }

    private static Optional<Expression> order(NodeAt at, Scope scope) {
        return ExpressionReader.expression(at, scope).filter(expression -> {
            boolean fits = NUMBERS.contains(expression.type());
            if (!fits) {
                at.refuse("rows are ranked by a number, and this expression is of type " + expression.type(), null);
            }
            return fits;
        });
    }

    private static Optional<WindowSpec> window(NodeAt at, Scope scope) {
        return WindowReader.read(at, scope).filter(window -> {
            boolean fits = window.kind() == WindowSpec.Kind.TUMBLING || window.kind() == WindowSpec.Kind.GLOBAL;
            if (!fits) {
                at.refuse(
                        "topK over " + window.kind().word()
                                + " windows is not built yet: expected {tumbling: 1h} or global",
                        null);
            }
            return fits;
        });
    }

    private static LateSpec late(NodeAt at, WindowSpec window) {
        LateSpec late = LateReader.read(at, window);
        if (at.node() instanceof Node.Mapping mapping && mapping.entry("mode") != null) {
            at.refuseKey(
                    "mode",
                    "\"mode\" has no meaning for topK: a row that is among the best no more is always taken back",
                    "leave it out");
        }
        return late;
    }

    private static Optional<EmitSpec> emit(NodeAt at) {
        return EmitReader.read(at).filter(emit -> {
            if (emit.count() > 0) {
                at.refuseKey(
                        "count",
                        "topK does not count events: expected on-close, on-update or {every: 1s}",
                        "leave it out");
            }
            return emit.count() == 0;
        });
    }

    private static void checkEmit(KnownKeys keys, WindowSpec window, EmitSpec emit) {
        if (window.kind() == WindowSpec.Kind.GLOBAL && emit != null && emit.kind() == EmitSpec.Kind.ON_CLOSE) {
            keys.get("emit")
                    .get()
                    .refuse(
                            "without a window nothing closes, so that no row would pass: expected on-update or {every: 1s}",
                            "leave it out");
        }
    }

    private static long maxRows(KnownKeys keys, int k, boolean appendOnly) {
        long maxRows = LimitReader.count(keys, "maxRows", MAX_ROWS);
        keys.get("maxRows").ifPresent(at -> {
            if (appendOnly) {
                at.refuse("with appendOnly the best k rows are kept: \"maxRows\" has no meaning", "leave it out");
            } else if (maxRows < k) {
                at.refuse("expected at least k, which is " + k + ", found " + maxRows, null);
            }
        });
        return maxRows;
    }

    private static boolean isOn(KnownKeys keys, String name) {
        return keys.get(name)
                .flatMap(at -> at.oneOf(List.of("true", "false")))
                .map("true"::equals)
                .orElse(false);
    }
}
