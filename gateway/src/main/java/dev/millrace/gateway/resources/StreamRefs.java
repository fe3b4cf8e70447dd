package dev.millrace.gateway.resources;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.model.resource.StreamSpec;

/** Streams as plans name them, and those nobody declared. */
final class StreamRefs {

    /** Stands for the id of a topic that does not exist yet. */
    static final String NO_TOPIC = "";

    private StreamRefs() {}

    static StreamRef of(StreamResource stream, String topicId) {
        StreamSpec spec = stream.spec();
        return new StreamRef(
                stream.name(),
                topicId,
                spec.partitions(),
                spec.key().isEmpty() ? null : new EventKey(spec.key()),
                spec.timestamp().map(t -> new EventTime(t.field(), t.format())).orElse(null));
    }

    /** The stream that a pipeline's output is when nobody declares it. */
    static StreamResource implied(String name, int partitions) {
        String document = "{\"apiVersion\": \"" + ResourceReader.API_VERSION
                + "\", \"kind\": \"Stream\", \"metadata\": {\"name\": \"" + name + "\"}, \"spec\": {\"partitions\": "
                + partitions + "}}";
        Resource resource = ResourceReader.read(document).resources().get(0);
        return (StreamResource) resource;
    }
}
