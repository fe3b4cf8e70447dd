package dev.millrace.engine.operator;

import dev.millrace.model.step.Step;

/** The code of one declared step, found by {@link java.util.ServiceLoader} in the service that is its home. */
public interface OperatorProvider {

    /** The step's key word. */
    String operator();

    /** A new operator for one task. The step has passed its declaration's checks. */
    Operator create(Step step);
}
