package dev.millrace.engine.operator;

import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;

/**
 * The code of one declared step, found by {@link java.util.ServiceLoader} in the service that is its home. A stateless step implements {@link
 * #create}, a stateful one {@link #keyed} and {@link #rekey}.
 */
public interface OperatorProvider {

    /** The step's key word. */
    String operator();

    /** A new operator for one task. The step has passed its declaration's checks. */
    default Operator create(Step step) {
        throw new IllegalStateException("the step " + operator() + " keeps state");
    }

    /**
     * A new operator with state for one task.
     *
     * @param time how the source stream writes times; null for epoch milliseconds
     */
    default KeyedOperator keyed(Step step, EventTime time) {
        throw new IllegalStateException("the step " + operator() + " keeps no state");
    }

    /** What stands in front of the step's repartition topic, for one task. */
    default Rekeyer rekey(Step step) {
        throw new IllegalStateException("the step " + operator() + " changes no key");
    }
}
