package dev.millrace.gateway.resources;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.model.resource.StreamSpec;
import java.util.Map;
import java.util.Objects;

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
                spec.timestamp().map(t -> new EventTime(t.field(), t.format())).orElse(null),
                spec.watermark(),
                0);
    }

    /** Whether two forms of a stream differ in nothing but how its time comes on. */
    static boolean isSameButForTime(StreamRef one, StreamRef other) {
        return one.topicId().equals(other.topicId())
                && isSplitAlike(one, other)
                && Objects.equals(tree(one, "time"), tree(other, "time"));
    }

    /** Whether both put an event into the same partition. */
    static boolean isSplitAlike(StreamRef one, StreamRef other) {
        return one.partitions() == other.partitions() && Objects.equals(tree(one, "key"), tree(other, "key"));
    }

    private static Object tree(StreamRef ref, String name) {
        return ref.toTree().get(name);
    }

    /** Whether the stream itself says how time comes on in it, whoever writes it. */
    static boolean saysTime(StreamResource stream) {
        return stream.spec().timestamp().isPresent()
                || stream.document().get("spec") instanceof Map<?, ?> spec && spec.containsKey("watermark");
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
