package dev.millrace.model.step;

import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.NodeTree;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a pipeline, read and checked. Knows where it stands in the user's file, also after it was stored in a plan. Immutable; any
 * thread.
 */
public final class Step {

    private final StepDeclaration declaration;
    private final String name;
    private final String id;
    private final int line;
    private final int column;
    private final Node value;
    private final StepSettings settings;
    private final List<Step> earlier;

    Step(StepDeclaration declaration, String name, String id, int line, int column, Node value, StepSettings settings) {
        this(declaration, name, id, line, column, value, settings, List.of());
    }

    private Step(
            StepDeclaration declaration,
            String name,
            String id,
            int line,
            int column,
            Node value,
            StepSettings settings,
            List<Step> earlier) {
        this.declaration = declaration;
        this.name = name;
        this.id = id;
        this.line = line;
        this.column = column;
        this.value = value;
        this.settings = settings;
        this.earlier = List.copyOf(earlier);
    }

    /** The step, of whose state there may be rows in other forms, which it had before. */
    public Step withEarlier(List<Step> forms) {
        return new Step(declaration, name, id, line, column, value, settings, forms);
    }

    /** The forms in which rows of its state may still be, the first one first; they have no earlier ones of their own. */
    public List<Step> earlier() {
        return earlier;
    }

    /** The key word: {@code filter}. */
    public String operator() {
        return declaration.operator();
    }

    /** What it is declared to be. */
    public StepDeclaration declaration() {
        return declaration;
    }

    /** The name the user gave it, or null. */
    public String name() {
        return name;
    }

    /** What its state belongs to: its name, else operator and ordinal among its kind from 1: {@code filter-1}. No other step has it. */
    public String id() {
        return id;
    }

    /** Line of the key word in the user's file, from 1. */
    public int line() {
        return line;
    }

    /** Column of the key word, from 1. */
    public int column() {
        return column;
    }

    /** The settings, as the declaration's reader made them. */
    public StepSettings settings() {
        return settings;
    }

    /**
     * The settings of a step known to be of that kind.
     *
     * @throws ClassCastException when it is of another
     */
    public <T extends StepSettings> T settings(Class<T> type) {
        return type.cast(settings);
    }

    /** The step as {@link dev.millrace.model.json.JsonTree} can store it, with all positions. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("operator", operator());
        if (name != null) {
            tree.put("name", name);
        }
        tree.put("id", id);
        tree.put("line", (long) line);
        tree.put("column", (long) column);
        tree.put("value", NodeTree.write(value));
        if (!earlier.isEmpty()) {
            tree.put("earlier", earlier.stream().map(Step::toTree).toList());
        }
        return tree;
    }

    /**
     * Reads what {@link #toTree} wrote: an equal step that works the same.
     *
     * @throws IllegalArgumentException when it is not that, or was written by a newer version whose steps are not known here
     */
    public static Step fromTree(Map<?, ?> tree) {
        String operator = String.valueOf(tree.get("operator"));
        StepDeclaration declaration = StepDeclarations.of(operator)
                .orElseThrow(
                        () -> new IllegalArgumentException("the stored step \"" + operator + "\" is not known here"));
        if (!(tree.get("value") instanceof Map<?, ?> stored)
                || !(tree.get("line") instanceof Number line)
                || !(tree.get("column") instanceof Number column)
                || !(tree.get("id") instanceof String id)) {
            throw new IllegalArgumentException("a stored step needs operator, id, line, column and value");
        }
        Node value = NodeTree.read(stored);
        Problems problems = new Problems();
        Optional<StepSettings> settings = declaration.reader().read(new NodeAt(value, "", problems), Scope.OPEN);
        if (settings.isEmpty() || problems.count() > 0) {
            throw new IllegalArgumentException("the stored step \"" + id + "\" is not valid: " + problems.list());
        }
        return new Step(
                declaration,
                (String) tree.get("name"),
                id,
                line.intValue(),
                column.intValue(),
                value,
                settings.get(),
                tree.get("earlier") instanceof List<?> forms
                        ? forms.stream().map(form -> fromTree((Map<?, ?>) form)).toList()
                        : List.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Step step && step.toTree().equals(toTree());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id + " at " + line + ":" + column;
    }
}
