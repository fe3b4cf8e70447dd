package dev.millrace.platform.resources;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All resources at one moment. Immutable. */
public record Catalog(Map<String, StoredStream> streams, Map<String, StoredPipeline> pipelines) {

    public static final Catalog EMPTY = new Catalog(Map.of(), Map.of());

    public Catalog {
        streams = java.util.Collections.unmodifiableMap(new TreeMap<>(streams));
        pipelines = java.util.Collections.unmodifiableMap(new TreeMap<>(pipelines));
    }

    /** With a stream added, replaced, or removed where the value is null. */
    public Catalog with(String name, StoredStream stream) {
        Map<String, StoredStream> changed = new TreeMap<>(streams);
        if (stream == null) {
            changed.remove(name);
        } else {
            changed.put(name, stream);
        }
        return new Catalog(changed, pipelines);
    }

    /** With a pipeline added, replaced, or removed where the value is null. */
    public Catalog with(String name, StoredPipeline pipeline) {
        Map<String, StoredPipeline> changed = new TreeMap<>(pipelines);
        if (pipeline == null) {
            changed.remove(name);
        } else {
            changed.put(name, pipeline);
        }
        return new Catalog(streams, changed);
    }

    /** The pipelines that read or write a stream, by name; late events and dead letters count. */
    public List<String> usersOf(String stream) {
        return pipelines.values().stream()
                .filter(p -> p.resource().spec().from().contains(stream)
                        || p.resource().spec().to().equals(stream)
                        || p.resource().spec().deadLetters().equals(stream)
                        || p.current().stages().stream()
                                .anyMatch(stage -> stage.keyed() != null
                                        && stage.keyed().late() != null
                                        && stage.keyed().late().stream().equals(stream)))
                .map(StoredPipeline::name)
                .toList();
    }
}
