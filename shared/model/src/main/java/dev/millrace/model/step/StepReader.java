package dev.millrace.model.step;

import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the steps of one pipeline in order, each knowing which fields the ones before it leave. One list, one thread. */
public final class StepReader {

    /** The most steps a pipeline may have, inclusive. */
    public static final int MAX_STEPS = 100;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

    private final Map<String, Integer> ordinals = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private Scope scope = Scope.OPEN;

    private StepReader() {}

    /** The steps of a list; those with problems are left out, the problems noted. */
    public static List<Step> read(NodeAt list) {
        StepReader reader = new StepReader();
        List<Step> steps = new ArrayList<>();
        List<NodeAt> items =
                list.items("a list of steps, like - filter: amount > 5").orElse(List.of());
        if (items.size() > MAX_STEPS) {
            list.refuse("a pipeline has at most " + MAX_STEPS + " steps, this one has " + items.size(), null);
            return steps;
        }
        for (NodeAt item : items) {
            reader.step(item).ifPresent(steps::add);
        }
        return steps;
    }

    private Optional<Step> step(NodeAt at) {
        Map<String, NodeAt> entries =
                at.entries("a step, like filter: amount > 5").orElse(Map.of());
        if (!(at.node() instanceof Node.Mapping mapping)) {
            return unknownFields();
        }
        List<String> operators =
                entries.keySet().stream().filter(key -> !key.equals("name")).toList();
        if (operators.isEmpty()) {
            at.refuse("a step needs an operator, one of " + operatorNames(), null);
            return unknownFields();
        }
        boolean several = operators.stream().filter(StepReader::isOperator).count() > 1;
        for (String key : operators.subList(1, operators.size())) {
            at.refuseKey(
                    key,
                    several
                            ? "a step has one operator, and \"" + operators.get(0)
                                    + "\" is here already: start another step with -"
                            : "there is no \"" + key + "\" beside \"" + operators.get(0) + "\": expected name",
                    several ? null : NearestName.suggestion(key, List.of("name")));
        }
        String operator = operators.get(0);
        Optional<StepDeclaration> declaration = StepDeclarations.of(operator);
        if (declaration.isEmpty()) {
            refuseOperator(at, operator);
            return unknownFields();
        }
        String name = entries.containsKey("name") ? name(entries.get("name")) : null;
        String id = name != null ? name : operator + "-" + ordinals.merge(operator, 1, Integer::sum);
        if (name != null) {
            ordinals.merge(operator, 1, Integer::sum);
        }
        if (!ids.add(id)) {
            at.refuse("another step of this pipeline is called \"" + id + "\": each needs a name of its own", null);
        }
        Problems problems = at.problems();
        int before = problems.count();
        Optional<StepSettings> settings = declaration.get().reader().read(entries.get(operator), scope);
        if (settings.isEmpty() || problems.count() > before || operators.size() > 1) {
            return settings.isEmpty() ? unknownFields() : known(declaration.get(), settings.get(), Optional.empty());
        }
        Node.Entry entry = mapping.entry(operator);
        Step step = new Step(declaration.get(), name, id, entry.line(), entry.column(), entry.value(), settings.get());
        return known(declaration.get(), settings.get(), Optional.of(step));
    }

    private Optional<Step> known(StepDeclaration declaration, StepSettings settings, Optional<Step> step) {
        scope = declaration.effect().after(settings, scope);
        return step;
    }

    /** Behind a step that could not be read anything may be: better no complaint than a wrong one. */
    private Optional<Step> unknownFields() {
        scope = Scope.OPEN;
        return Optional.empty();
    }

    private static String name(NodeAt at) {
        Optional<String> name = at.scalarText("a name for the step");
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            at.refuse(
                    "\"" + name.get()
                            + "\" is not a step's name: expected 1 to 64 of a-z, 0-9 and -, not at either end -",
                    null);
        }
        return name.orElse(null);
    }

    private static void refuseOperator(NodeAt at, String operator) {
        if (StepDeclarations.UNBUILT.contains(operator)) {
            at.refuseKey(
                    operator, "the step \"" + operator + "\" is not built yet: there are " + operatorNames(), null);
            return;
        }
        List<String> known = new ArrayList<>(
                StepDeclarations.all().stream().map(StepDeclaration::operator).toList());
        known.addAll(StepDeclarations.UNBUILT.stream().sorted().toList());
        at.refuseKey(
                operator,
                "there is no step \"" + operator + "\": expected one of " + operatorNames(),
                NearestName.suggestion(operator, known));
    }

    private static boolean isOperator(String key) {
        return StepDeclarations.of(key).isPresent() || StepDeclarations.UNBUILT.contains(key);
    }

    private static String operatorNames() {
        return String.join(
                ", ",
                StepDeclarations.all().stream().map(StepDeclaration::operator).toList());
    }
}
