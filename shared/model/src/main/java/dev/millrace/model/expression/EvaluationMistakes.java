package dev.millrace.model.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.millrace.model.document.SourceMap;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in our words why an expression has no value for an event, and whether a missing or null field is to blame. Immutable; any thread. */
final class EvaluationMistakes {

    private static final Pattern MESSAGE =
            Pattern.compile("evaluation error(?: at [^:]*:(\\d+))?: (.*)", Pattern.DOTALL);
    private static final Pattern NO_KEY = Pattern.compile("key '(.*)' is not present in map\\.?", Pattern.DOTALL);
    private static final Pattern NO_OVERLOAD = Pattern.compile("No matching overload for function '(.*?)'.*");
    private static final Pattern INTEGER_DIVISION =
            Pattern.compile("Function '(?:divide|modulo)_int64' failed with arg.*", Pattern.DOTALL);
    private static final int MAX_VALUES = 4;

    private final SourceMap places;
    private final Set<FieldPath> reads;

    EvaluationMistakes(SourceMap places, Set<FieldPath> reads) {
        this.places = places;
        this.reads = reads;
    }

    EvaluationException explain(CelEvaluationException failure, Event event) {
        Matcher message = MESSAGE.matcher(failure.getMessage());
        boolean known = message.matches();
        int offset = known && message.group(1) != null ? Integer.parseInt(message.group(1)) : 0;
        String text = known ? message.group(2) : failure.getMessage();
        CelErrorCode code = failure.getErrorCode();
        Matcher noKey = NO_KEY.matcher(text);
        if (code == CelErrorCode.ATTRIBUTE_NOT_FOUND || noKey.matches()) {
            return noKey.matches()
                    ? missing(noKey.group(1), offset)
                    : new EvaluationException(text, true, places.line(offset), places.column(offset));
        }
        boolean byNull = (code == CelErrorCode.OVERLOAD_NOT_FOUND || code == CelErrorCode.INVALID_ARGUMENT)
                && !(failure.getCause() instanceof UnusableValueException)
                && reads.stream().anyMatch(path -> isNull(event, path));
        return new EvaluationException(
                sentence(code, text, failure.getCause()) + values(event),
                byNull,
                places.line(offset),
                places.column(offset));
    }

    /** What is to be said when a selection finds nothing of that name. */
    EvaluationException missing(String name, int offset) {
        return new EvaluationException(
                "the field \"" + name + "\" is missing", true, places.line(offset), places.column(offset));
    }

    /** What is to be said when a needed field has no value at all. */
    EvaluationException missing(FieldPath path, boolean isNull) {
        return new EvaluationException(
                "the field \"" + path + "\" is " + (isNull ? "null" : "missing"),
                true,
                places.line(0),
                places.column(0));
    }

    /** A failure of the whole expression. */
    EvaluationException failed(String detail, Event event) {
        return new EvaluationException(detail + values(event), false, places.line(0), places.column(0));
    }

    private static String sentence(CelErrorCode code, String text, Throwable cause) {
        if (cause instanceof UnusableValueException) {
            return cause.getMessage();
        }
        // Machine code may throw an ArithmeticException without the message by which CEL knows a division by zero.
        if (cause instanceof NullPointerException
                && INTEGER_DIVISION.matcher(text).matches()) {
            return "division by zero";
        }
        return switch (code) {
            case DIVIDE_BY_ZERO -> "division by zero";
            case NUMERIC_OVERFLOW -> "the result does not fit a 64-bit integer";
            case ITERATION_BUDGET_EXCEEDED ->
                "the expression visits more than " + ExpressionLanguage.MAX_ITERATIONS + " items";
            case OVERLOAD_NOT_FOUND -> {
                Matcher function = NO_OVERLOAD.matcher(text);
                yield function.matches()
                        ? "\"" + CompileMistakes.operator(function.group(1)) + "\" does not work on these values"
                        : text;
            }
            default -> text.replace("expected boolean value, found:", "expected true or false, found");
        };
    }

    /** The values that were read, as far as they can be. */
    private String values(Event event) {
        StringBuilder values = new StringBuilder();
        try {
            reads.stream().limit(MAX_VALUES).forEach(path -> {
                values.append(values.length() == 0 ? "; " : ", ").append(path).append(" is ");
                values.append(shown(event, path));
            });
            return values.toString();
        } catch (MalformedJsonException broken) {
            return "";
        }
    }

    private static String shown(Event event, FieldPath path) {
        long found = event.find(path);
        if (found == Slice.ABSENT) {
            return "missing";
        }
        String text = new String(Slice.copy(event.value(), found), StandardCharsets.UTF_8);
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private static boolean isNull(Event event, FieldPath path) {
        try {
            long found = JsonScan.find(event.value(), path);
            return found == Slice.ABSENT || JsonValue.isNull(event.value(), found);
        } catch (MalformedJsonException broken) {
            return false;
        }
    }
}
