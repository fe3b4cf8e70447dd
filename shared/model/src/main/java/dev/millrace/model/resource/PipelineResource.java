package dev.millrace.model.resource;

import dev.millrace.model.document.Node;

/** A declared pipeline. */
public record PipelineResource(String name, PipelineSpec spec, Node.Mapping node) implements Resource {
    @Override
    public String kind() {
        return "Pipeline";
    }
}
