package dev.millrace.model.resource;

import dev.millrace.model.document.Node;

/** A declared stream. */
public record StreamResource(String name, StreamSpec spec, Node.Mapping node) implements Resource {
    @Override
    public String kind() {
        return "Stream";
    }
}
