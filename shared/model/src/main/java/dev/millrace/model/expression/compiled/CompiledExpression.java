package dev.millrace.model.expression.compiled;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.MalformedJsonException;
import java.util.Optional;

/**
 * An expression as a tree of small objects that read the fields in use straight from an event's bytes. What it answers, the
 * CEL runtime would answer: values, and fields that are missing. For other failures and rare values it says {@link #UNDECIDED}, and the
 * runtime is to be asked. Immutable; any thread.
 */
public final class CompiledExpression {

    /** What is answered when the CEL runtime must say what is right. */
    public static final Object UNDECIDED = new Object();

    private final Node root;

    private CompiledExpression(Node root) {
        this.root = root;
    }

    /**
     * Compiles a checked expression; empty when some part of it is not covered.
     *
     * @param checked with fields as selections from the variable {@code event}
     */
    public static Optional<CompiledExpression> of(CelAbstractSyntaxTree checked) {
        try {
            return Optional.of(new CompiledExpression(new AstCompiler(checked).compile()));
        } catch (LeftToRuntimeException notCovered) {
            return Optional.empty();
        }
    }

    /**
     * The value for an event: Long, Double, String, Boolean or null; a {@link MissingField} where the CEL runtime fails for that; else {@link
     * #UNDECIDED}.
     */
    public Object evaluate(Event event) {
        Operand value = new Operand();
        try {
            return switch (root.read(event, value)) {
                case NULL -> null;
                case BOOLEAN -> value.truth();
                case INTEGER -> value.integer();
                case DECIMAL -> value.decimal();
                case TEXT -> value.text();
                case ERROR -> failure(event);
                default -> UNDECIDED;
            };
        } catch (LeftToRuntimeException | MalformedJsonException undecided) {
            return UNDECIDED;
        }
    }

    /** The value of a condition: a Boolean, a {@link MissingField} or {@link #UNDECIDED}, as {@link #evaluate} has it. */
    public Object test(Event event) {
        try {
            return switch (root.test(event)) {
                case TRUE -> Boolean.TRUE;
                case FALSE -> Boolean.FALSE;
                case ERROR -> failure(event);
                case NO_BOOLEAN -> UNDECIDED;
            };
        } catch (LeftToRuntimeException | MalformedJsonException undecided) {
            return UNDECIDED;
        }
    }

    private Object failure(Event event) {
        MissingField missing = root.missing(event);
        return missing == null ? UNDECIDED : missing;
    }
}
