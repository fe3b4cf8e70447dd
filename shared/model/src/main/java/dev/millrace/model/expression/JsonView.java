package dev.millrace.model.expression;

import dev.millrace.model.json.ByteSink;

/** A value that still lies in an event's bytes and can be copied from there. */
interface JsonView {

    /** Appends the bytes as they stand. */
    void writeTo(ByteSink out);
}
