package dev.millrace.model.timeseries;

import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.aggregate.ResultNames;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.timeseries.Derivation.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is derived: {@code smooth: movingAverage(mean, 5)}. Stateless; any thread. */
final class DerivationReader {

    private static final Pattern CALL =
            Pattern.compile("\\s*([A-Za-z]+)\\s*\\(\\s*([^,()]+?)\\s*(?:,\\s*([^,()]*?)\\s*)?\\)\\s*");
    private static final int MOST_RESULTS = 1_000;

    private DerivationReader() {}

    /** The derivations; those with problems are left out, the problems noted. */
    static List<Derivation> read(NodeAt value, List<Computation> compute, ResultNames names) {
        List<Derivation> all = new ArrayList<>();
        List<String> columns = compute.stream().map(Computation::name).toList();
        value.entries("a mapping of name to what is derived, like change: delta(mean)")
                .ifPresent(entries -> entries.forEach((name, at) -> {
                    Optional<String> mistake = columns.contains(name)
                            ? Optional.of("\"" + name + "\" is a computed value: give the derived value another name")
                            : names.computed(name);
                    mistake.ifPresent(sentence -> value.refuseKey(name, sentence, null));
                    derivation(name, at, columns).ifPresent(all::add);
                }));
        return all;
    }

    private static Optional<Derivation> derivation(String name, NodeAt at, List<String> columns) {
        String text = at.scalarText("what is derived, like delta(mean)").orElse(null);
        if (text == null) {
            return Optional.empty();
        }
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            at.refuse(
                    "\"" + text + "\" derives nothing: expected a form like delta(mean) or movingAverage(mean, 5)",
                    null);
            return Optional.empty();
        }
        Optional<Function> function = Function.of(call.group(1));
        if (function.isEmpty()) {
            at.refuse(
                    "nothing is derived by \"" + call.group(1) + "\": expected one of "
                            + String.join(", ", Function.spellings()),
                    NearestName.suggestion(call.group(1), Function.spellings()));
        }
        int column = columns.indexOf(call.group(2));
        if (column < 0) {
            at.refuse(
                    "\"" + call.group(2) + "\" is none of the computed values: expected one of "
                            + String.join(", ", columns),
                    NearestName.suggestion(call.group(2), columns));
        }
        return function.flatMap(known -> results(known, call.group(3), at))
                .filter(results -> column >= 0)
                .map(results -> new Derivation(name, function.get(), column, results));
    }

    private static Optional<Integer> results(Function function, String text, NodeAt at) {
        if (function != Function.MOVING_AVERAGE) {
            if (text != null) {
                at.refuse(function.spelling() + " takes one argument, like " + function.spelling() + "(mean)", null);
            }
            return text == null ? Optional.of(1) : Optional.empty();
        }
        int results = text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (results < 1 || results > MOST_RESULTS) {
            at.refuse(
                    "movingAverage needs a number of windows from 1 to " + MOST_RESULTS
                            + " as second argument, like movingAverage(mean, 5)"
                            + (text == null ? "" : ", found " + text),
                    null);
            return Optional.empty();
        }
        return Optional.of(results);
    }
}
