package dev.millrace.model.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.CelVariableResolver;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.SourceMap;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.CompiledExpression;
import dev.millrace.model.expression.compiled.MissingField;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled CEL expression over one event: its fields are bare names, {@code event} is the whole document, {@code meta} what else is known.
 *
 * <p>Evaluated by closures over the event's bytes where they cover all of it, else by CEL's runtime, with the same answers. Only the fields
 * that are asked for are decoded. Integers are int64, numbers with a fraction or exponent are doubles. At most
 * {@value ExpressionLanguage#MAX_LENGTH} characters long; the macros of one evaluation visit at most
 * {@value ExpressionLanguage#MAX_ITERATIONS} items. Immutable; any thread.
 */
public final class Expression {

    private final String source;
    private final SourceMap places;
    private final Set<FieldPath> reads;
    private final boolean readsWholeEvent;
    private final FieldPath bareField;
    private final String type;
    private final CompiledExpression compiled;
    private final CelRuntime.Program program;
    private final EvaluationMistakes mistakes;

    private Expression(String source, SourceMap places, FieldNames names, CelAbstractSyntaxTree checked)
            throws CelEvaluationException {
        this.source = source;
        this.places = places;
        this.reads = new LinkedHashSet<>();
        names.reads().forEach(read -> reads.add(read.path()));
        this.readsWholeEvent = names.readsWholeEvent();
        this.bareField = names.bareField().orElse(null);
        this.type = checked.getResultType().name();
        this.compiled = bareField == null ? CompiledExpression.of(checked).orElse(null) : null;
        this.program = ExpressionLanguage.RUNTIME.createProgram(checked);
        this.mistakes = new EvaluationMistakes(places, reads);
    }

    /**
     * Compiles an expression that stands in the file as it is.
     *
     * @param line where its first character stands, from 1
     * @param column where its first character stands, from 1
     * @param scope what is known of the event's fields
     * @throws InvalidExpressionException with every problem found
     */
    public static Expression compile(String source, int line, int column, Scope scope) {
        return compile(source, SourceMap.at(line, column), true, scope);
    }

    /**
     * Compiles the expression a scalar of the file holds; positions are exact also in quotes and blocks.
     *
     * @throws InvalidExpressionException with every problem found
     */
    public static Expression compile(Node.Scalar scalar, Scope scope) {
        return compile(scalar.text(), scalar.places(), scalar.quoted(), scope);
    }

    /**
     * The expression that is nothing but a field, whatever characters its names hold.
     *
     * @param places where the path stands in the file
     */
    public static Expression ofField(FieldPath field, SourceMap places) {
        ByteSink selection = new ByteSink(32).put("event");
        for (String name : field.names()) {
            selection.put('[');
            JsonText.write(name, selection);
            selection.put(']');
        }
        String source = new String(selection.toBytes(), StandardCharsets.UTF_8);
        return compile(source, places, true, Scope.OPEN);
    }

    private static Expression compile(String source, SourceMap places, boolean quoted, Scope scope) {
        CompileMistakes mistakes = new CompileMistakes(source, places, quoted);
        if (source.isBlank()) {
            throw new InvalidExpressionException(
                    List.of(mistakes.at(0, "expected an expression like amount > 5, found nothing", null)));
        }
        try {
            CelValidationResult parsed = ExpressionLanguage.COMPILER.parse(source);
            if (parsed.hasError()) {
                throw new InvalidExpressionException(mistakes.ofSyntax(parsed.getErrors()));
            }
            FieldNames names = new FieldNames();
            CelAbstractSyntaxTree resolved = names.resolve(parsed.getAst());
            List<Problem> problems = new ArrayList<>(NameCheck.check(names, resolved, scope, mistakes));
            problems.addAll(LiteralCheck.check(resolved, mistakes));
            CelValidationResult checked = ExpressionLanguage.COMPILER.check(resolved);
            if (checked.hasError()) {
                problems.addAll(mistakes.ofTypes(checked.getErrors()));
            }
            if (!problems.isEmpty()) {
                throw new InvalidExpressionException(problems);
            }
            return new Expression(source, places, names, checked.getAst());
        } catch (CelValidationException | CelEvaluationException unforeseen) {
            throw new InvalidExpressionException(
                    List.of(mistakes.at(0, "this is not an expression: " + unforeseen.getMessage(), null)));
        }
    }

    /**
     * The value for one event: Long, Double, String, Boolean, null, List, Map with text keys; {@code Instant} and {@code Duration} for
     * times. Lists and maps may look into the event's bytes.
     *
     * @throws EvaluationException when there is none
     */
    public Object evaluate(Event event) {
        if (bareField != null) {
            return field(event);
        }
        Object value = compiled == null ? CompiledExpression.UNDECIDED : compiled.evaluate(event);
        if (value instanceof MissingField missing) {
            throw mistakes.missing(missing.name(), missing.offset());
        }
        return value == CompiledExpression.UNDECIDED ? evaluateByRuntime(event) : value;
    }

    /** What {@link #evaluate} answers, from the CEL runtime whether the expression is compiled or not. */
    Object evaluateByRuntime(Event event) {
        return JavaValue.of(run(event), this, event);
    }

    /**
     * The value of a condition.
     *
     * @throws EvaluationException when there is none, or it is neither true nor false
     */
    public boolean test(Event event) {
        if (compiled != null) {
            Object value = compiled.test(event);
            if (value instanceof Boolean truth) {
                return truth;
            } else if (value instanceof MissingField missing) {
                throw mistakes.missing(missing.name(), missing.offset());
            }
        }
        return testByRuntime(event);
    }

    /** What {@link #test} answers, from the CEL runtime whether the expression is compiled or not. */
    boolean testByRuntime(Event event) {
        Object value = bareField != null ? field(event) : run(event);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw failed(
                "expected true or false, found " + (value instanceof JsonView ? "a list or an object" : value), event);
    }

    private Object run(Event event) {
        BoundedGrowth.restart();
        byte[] document = event.value();
        CelVariableResolver variables = name -> Optional.of(
                name.equals("meta")
                        ? new MetaView(event)
                        : new ObjectView(document, JsonScan.skipSpace(document, 0, document.length), document.length));
        try {
            Object value = program.eval(variables);
            if (value instanceof CelUnknownSet) {
                throw new EvaluationException("a field is missing", true, places.line(0), places.column(0));
            }
            return value;
        } catch (CelEvaluationException failure) {
            throw mistakes.explain(failure, event);
        }
    }

    private Object field(Event event) {
        try {
            long found = event.find(bareField);
            if (found == Slice.ABSENT || JsonValue.isNull(event.value(), found)) {
                throw mistakes.missing(bareField, found != Slice.ABSENT);
            }
            return JsonValue.decode(event.value(), found);
        } catch (MalformedJsonException broken) {
            throw failed(UnusableValueException.notJson(broken).getMessage(), event);
        } catch (UnusableValueException unusable) {
            throw failed(unusable.getMessage(), event);
        }
    }

    /** What answers for the CEL runtime as far as it can; empty where the runtime answers always, and for a bare field. */
    Optional<CompiledExpression> compiled() {
        return Optional.ofNullable(compiled);
    }

    /** A failure of this expression as a whole. */
    EvaluationException failed(String detail, Event event) {
        return mistakes.failed(detail, event);
    }

    /** The field, when the expression is nothing but its path: its bytes can be copied as they stand. */
    public Optional<FieldPath> bareField() {
        return Optional.ofNullable(bareField);
    }

    /** The fields the expression names, each with the longest path known before evaluation; more when {@link #readsWholeEvent}. */
    public Set<FieldPath> reads() {
        return Set.copyOf(reads);
    }

    /** Whether {@code event} is used as a value, so that any field may be read. */
    public boolean readsWholeEvent() {
        return readsWholeEvent;
    }

    /** The type of its values in CEL's words, {@code dyn} where it depends on the event. */
    public String type() {
        return type;
    }

    /** Whether a value can be true or false, as far as is known before evaluation. */
    public boolean mayBeBoolean() {
        return type.equals("bool") || type.equals("dyn");
    }

    /** Line of its first character, from 1. */
    public int line() {
        return places.line(0);
    }

    /** Column of its first character, from 1. */
    public int column() {
        return places.column(0);
    }

    /** The expression as written. */
    public String source() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression expression
                && expression.source.equals(source)
                && expression.places.equals(places);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
