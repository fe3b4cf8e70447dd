package dev.millrace.model.step;

import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.ExpressionReader;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.step.MapSettings.Assignment;
import dev.millrace.model.step.RenameSettings.Renaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads and checks the settings of the steps that need no state, and knows which fields they leave. Stateless; any thread. */
final class PureStepReaders {

    private PureStepReaders() {}

    static Optional<StepSettings> filter(NodeAt value, Scope scope) {
        return ExpressionReader.expression(value, scope).flatMap(condition -> {
            if (condition.mayBeBoolean()) {
                return Optional.of(new FilterSettings(condition));
            }
            value.refuse(
                    "a filter needs a condition that is true or false, this expression is of type " + condition.type(),
                    null);
            return Optional.empty();
        });
    }

    static Optional<StepSettings> map(NodeAt value, Scope scope) {
        return read(
                        value,
                        "a mapping of field to expression",
                        (field, at) -> ExpressionReader.expression(at, scope)
                                .map(expression -> new Assignment(field, expression)))
                .filter(assignments -> apart(value, assignments, Assignment::field))
                .map(MapSettings::new);
    }

    static Optional<StepSettings> select(NodeAt value, Scope scope) {
        return fields(value, scope).map(SelectSettings::new);
    }

    static Optional<StepSettings> drop(NodeAt value, Scope scope) {
        return fields(value, scope)
                .filter(fields -> apart(value, fields, Function.identity()))
                .map(DropSettings::new);
    }

    static Optional<StepSettings> rename(NodeAt value, Scope scope) {
        Optional<List<Renaming>> all = read(value, "a mapping of old to new field", (from, at) -> {
            ExpressionReader.expectField(from, at, scope);
            return ExpressionReader.path(at).map(to -> new Renaming(from, to));
        });
        return all.filter(renamings -> apart(value, renamings, Renaming::to))
                .filter(renamings -> apart(value, renamings, Renaming::from))
                .filter(renamings -> {
                    List<FieldPath> both = new ArrayList<>();
                    renamings.forEach(renaming -> both.addAll(List.of(renaming.from(), renaming.to())));
                    return apart(value, both.stream().distinct().toList(), Function.identity());
                })
                .map(RenameSettings::new);
    }

    static Scope after(MapSettings settings, Scope before) {
        Scope scope = before;
        for (Assignment assignment : settings.assignments()) {
            scope = scope.with(assignment.field());
        }
        return scope;
    }

    static Scope after(SelectSettings settings) {
        return Scope.of(settings.fields());
    }

    static Scope after(DropSettings settings, Scope before) {
        Scope scope = before;
        for (FieldPath field : settings.fields()) {
            scope = scope.without(field);
        }
        return scope;
    }

    static Scope after(RenameSettings settings, Scope before) {
        Scope scope = before;
        for (Renaming renaming : settings.renamings()) {
            scope = scope.without(renaming.from());
        }
        for (Renaming renaming : settings.renamings()) {
            scope = scope.with(renaming.to());
        }
        return scope;
    }

    private static Optional<List<FieldPath>> fields(NodeAt value, Scope scope) {
        return value.oneOrMore("a field path or a list of them").flatMap(items -> {
            List<FieldPath> paths = new ArrayList<>();
            for (NodeAt item : items) {
                ExpressionReader.field(item, scope).ifPresent(paths::add);
            }
            return paths.size() == items.size() ? Optional.of(paths) : Optional.empty();
        });
    }

    private interface EntryReader<T> {
        Optional<T> read(FieldPath key, NodeAt value);
    }

    private static <T> Optional<List<T>> read(NodeAt value, String expected, EntryReader<T> reader) {
        Map<String, NodeAt> entries = value.entries(expected).orElse(null);
        if (entries == null) {
            return Optional.empty();
        }
        if (entries.isEmpty()) {
            value.refuse("expected " + expected + ", found an empty one", null);
            return Optional.empty();
        }
        List<T> all = new ArrayList<>();
        entries.forEach((key, at) -> {
            try {
                reader.read(FieldPath.parse(key), at).ifPresent(all::add);
            } catch (IllegalArgumentException noPath) {
                value.refuseKey(key, noPath.getMessage(), null);
            }
        });
        return all.size() == entries.size() ? Optional.of(all) : Optional.empty();
    }

    /** Whether no field is, or lies in, another; notes a problem otherwise. */
    private static <T> boolean apart(NodeAt at, List<T> all, Function<T, FieldPath> field) {
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < all.size(); j++) {
                FieldPath inner = field.apply(all.get(i));
                FieldPath outer = field.apply(all.get(j));
                if (!inner.equals(outer) && inner.isIn(outer)) {
                    at.refuse("\"" + inner + "\" lies in \"" + outer + "\", which is named in this step too", null);
                    return false;
                } else if (i < j && inner.equals(outer)) {
                    at.refuse("\"" + inner + "\" is named twice in this step", null);
                    return false;
                }
            }
        }
        return true;
    }
}
