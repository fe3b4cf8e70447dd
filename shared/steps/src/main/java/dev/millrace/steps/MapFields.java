package dev.millrace.steps;

import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.ValueWriter;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonPatch;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import dev.millrace.model.step.MapSettings;
import dev.millrace.model.step.MapSettings.Assignment;
import dev.millrace.model.step.Step;
import java.util.List;

/**
 * Sets fields to the values of expressions. A bare field is copied as its literal stands, so that no digit is lost on the way through a
 * double. One task, its thread.
 */
final class MapFields implements Operator {

    private final Step step;
    private final List<Assignment> assignments;
    private final JsonPatch patch;

    MapFields(Step step) {
        this.step = step;
        this.assignments = step.settings(MapSettings.class).assignments();
        this.patch = new JsonPatch(assignments.stream().map(Assignment::field).toList());
    }

    @Override
    public void onEvent(Event event, OperatorContext context) {
        byte[] document;
        try {
            byte[][] values = new byte[assignments.size()][];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(assignments.get(i), event);
            }
            document = patch.apply(event.value(), values);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        } catch (MalformedJsonException broken) {
            context.deadLetter(Unreadable.at(step, broken));
            return;
        }
        context.emit(event.withValue(document));
    }

    private static byte[] value(Assignment assignment, Event event) {
        Expression expression = assignment.value();
        FieldPath bare = expression.bareField().orElse(null);
        if (bare == null) {
            Object value = expression.evaluate(event);
            try {
                return ValueWriter.write(value);
            } catch (IllegalArgumentException noJson) {
                throw new EvaluationException(
                        "\"" + assignment.field() + "\" cannot be set: " + noJson.getMessage(),
                        false,
                        expression.line(),
                        expression.column());
            }
        }
        long found = event.find(bare);
        boolean isNull = found != Slice.ABSENT && event.value()[Slice.from(found)] == 'n';
        if (found == Slice.ABSENT || isNull) {
            throw new EvaluationException(
                    "\"" + assignment.field() + "\" cannot be set: the field \"" + bare + "\" is "
                            + (isNull ? "null" : "missing"),
                    true,
                    expression.line(),
                    expression.column());
        }
        return Slice.copy(event.value(), found);
    }

    /** Makes maps. */
    public static final class Provider implements OperatorProvider {
        @Override
        public String operator() {
            return "map";
        }

        @Override
        public Operator create(Step step) {
            return new MapFields(step);
        }
    }
}
