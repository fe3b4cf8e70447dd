package dev.millrace.engine.operator;

import dev.millrace.model.event.Event;

/** What an operator may do besides computing. Valid during the call it is given to, on that thread. */
public interface OperatorContext {

    /** Hands an event to the next step, in the order of the calls. */
    void emit(Event event);

    /** Ends the event here, wanted: counted under the reason, shown in {@code status}. */
    void drop(DropReason reason);

    /** Ends the event here, failed: the event as it entered the pipeline goes, bytes unchanged, to the dead-letter stream with this failure. */
    void deadLetter(Failure failure);
}
