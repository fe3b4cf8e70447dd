package dev.millrace.platform.resources;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.StreamResource;

/**
 * A stream as it is stored.
 *
 * @param resource what was declared, or the defaults
 * @param implied true where nobody declared it: it came into being as the output of a pipeline
 * @param ref the stream as plans name it
 */
public record StoredStream(StreamResource resource, boolean implied, StreamRef ref) {

    public String name() {
        return resource.name();
    }
}
