package dev.millrace.model.expression;

import dev.millrace.model.document.Problem;
import java.util.List;

/** An expression that cannot be compiled; carries every problem with line and column of the user's file. */
public final class InvalidExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public InvalidExpressionException(List<Problem> problems) {
        super(problems.get(0).toString());
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the text; pointers are empty. */
    public List<Problem> problems() {
        return problems;
    }
}
