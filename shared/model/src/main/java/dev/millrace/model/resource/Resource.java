package dev.millrace.model.resource;

import dev.millrace.model.document.Node;
import dev.millrace.model.document.Problem;
import java.util.Map;

/** Something a user declared, read and checked. Immutable; any thread. */
public sealed interface Resource permits StreamResource, PipelineResource {

    /** {@code Stream} or {@code Pipeline}. */
    String kind();

    /** Its name, valid, unique within its kind. */
    String name();

    /** Where everything stands in the user's file. */
    Node.Mapping node();

    /** The document as the user wrote it, without defaults, as a plain tree (see {@link dev.millrace.model.json.JsonTree}); not to be changed. */
    @SuppressWarnings("unchecked")
    default Map<String, Object> document() {
        return (Map<String, Object>) node().toPlain();
    }

    /** A problem found after reading, at the place a JSON pointer names, or the nearest place around it. */
    default Problem problem(String pointer, String detail, String suggestion) {
        Node at = node();
        for (String name :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String key = name.replace("~1", "/").replace("~0", "~");
            Node inner = null;
            if (at instanceof Node.Mapping mapping && mapping.entry(key) != null) {
                inner = mapping.entry(key).value();
            } else if (at instanceof Node.Sequence sequence && key.matches("\\d{1,9}")) {
                int index = Integer.parseInt(key);
                inner = index < sequence.items().size() ? sequence.items().get(index) : null;
            }
            if (inner == null) {
                break;
            }
            at = inner;
        }
        return new Problem(pointer, at.line(), at.column(), detail, suggestion);
    }
}
