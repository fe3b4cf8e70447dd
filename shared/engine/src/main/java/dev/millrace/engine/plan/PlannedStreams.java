package dev.millrace.engine.plan;

import dev.millrace.model.plan.StreamRef;

/** The streams a plan is made of. Pure while a plan is made. */
@FunctionalInterface
public interface PlannedStreams {

    /** A stream that is known to exist, as its readers see it: with the number of its writing tasks where one stage alone writes it. */
    StreamRef ref(String name);

    /** Whether the pipeline that is being planned is the only one that writes the stream, so that its markers say how far time has come. */
    default boolean isWrittenAlone(String name) {
        return false;
    }
}
