package dev.millrace.model.group;

import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ExpressionReader;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.json.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what events are grouped by. Stateless; any thread. */
public final class GroupReader {

    /** Takes the name of a group's value, or says what is wrong with it. */
    @FunctionalInterface
    public interface Names {
        Optional<String> group(String name);
    }

    private GroupReader() {}

    /**
     * The values of {@code by}; those with problems are left out, the problems noted.
     *
     * @param scope what is known of the fields in front of the step
     */
    public static List<GroupField> read(NodeAt value, Scope scope, Names names) {
        return value.node() instanceof Node.Mapping ? named(value, scope, names) : fields(value, scope, names);
    }

    /**
     * Values by which events are told apart and which stand in no result, so that any field may be one: as {@link #read}, with names that mean
     * nothing.
     */
    public static List<GroupField> unnamed(NodeAt value, Scope scope) {
        return read(value, scope, null);
    }

    private static List<GroupField> named(NodeAt value, Scope scope, Names names) {
        List<GroupField> groups = new ArrayList<>();
        Map<String, NodeAt> entries =
                value.entries("a mapping of name to expression").orElse(Map.of());
        if (entries.isEmpty()) {
            value.refuse(
                    "expected a mapping of name to expression, found an empty one",
                    names == null ? null : "leave it out for one group");
        }
        entries.forEach((name, at) -> {
            if (names != null) {
                names.group(name).ifPresent(mistake -> value.refuseKey(name, mistake, null));
            }
            ExpressionReader.expression(at, scope)
                    .ifPresent(expression -> groups.add(new GroupField(name, expression)));
        });
        return groups;
    }

    private static List<GroupField> fields(NodeAt value, Scope scope, Names names) {
        List<GroupField> groups = new ArrayList<>();
        List<NodeAt> items = value.oneOrMore("a field path, a list of them or a mapping of name to expression")
                .orElse(List.of());
        for (NodeAt item : items) {
            field(item, scope, names).ifPresent(groups::add);
        }
        return groups;
    }

    private static Optional<GroupField> field(NodeAt item, Scope scope, Names names) {
        Optional<FieldPath> path = ExpressionReader.field(item, scope);
        if (path.isEmpty() || !(item.node() instanceof Node.Scalar scalar)) {
            return Optional.empty();
        }
        Expression bare = Expression.ofField(path.get(), scalar.places());
        if (names == null) {
            return Optional.of(new GroupField(path.get().toString(), bare));
        }
        List<String> parts = path.get().names();
        String last = parts.get(parts.size() - 1);
        if (parts.size() > 1) {
            item.refuse(
                    "the result needs a name for \"" + path.get() + "\"",
                    "write by: {" + last + ": " + path.get() + "}");
            return Optional.empty();
        }
        names.group(last).ifPresent(mistake -> item.refuse(mistake, null));
        return Optional.of(new GroupField(last, bare));
    }
}
