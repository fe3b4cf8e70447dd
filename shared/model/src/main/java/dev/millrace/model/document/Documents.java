package dev.millrace.model.document;

import java.util.List;

/**
 * What a text holds.
 *
 * @param roots one node per document that is not empty, as far as the text could be read
 * @param problems why it could not be read, in the order of the text; empty when all is well
 */
public record Documents(List<Node> roots, List<Problem> problems) {

    /** How deep lists and mappings may be nested, inclusive. */
    public static final int MAX_DEPTH = 64;

    /**
     * Reads YAML 1.2 (JSON schema: no {@code NO}, no dates, no octal numbers) or JSON, any number of documents. Keys standing twice,
     * anchors, aliases and tags are problems, not features.
     */
    public static Documents read(String text) {
        return new YamlReader(text).read();
    }
}
