package dev.millrace.model.aggregate;

import dev.millrace.model.expression.Expression;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One computed value.
 *
 * @param name its field in the result, one name without dots
 * @param function what is computed
 * @param arguments of what; empty for {@code count()}
 * @param parameters what else was said between the brackets
 * @param condition which events count, {@code .where(…)}; empty for all
 */
public record Computation(
        String name,
        AggregateFunction function,
        List<Expression> arguments,
        Parameters parameters,
        Optional<Expression> condition) {

    public Computation {
        arguments = List.copyOf(arguments);
    }

    /** The first argument; null for {@code count()}. */
    public Expression argument() {
        return arguments.isEmpty() ? null : arguments.get(0);
    }

    /** Function and expressions for sentences: {@code maxBy(what, by)}. */
    public String call() {
        return arguments.stream()
                .map(Expression::source)
                .collect(Collectors.joining(", ", function.spelling() + "(", ")"));
    }
}
