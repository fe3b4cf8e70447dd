package dev.millrace.platform.resources;

import dev.millrace.model.json.JsonTree;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pipeline's state as it is remembered over restarts.
 *
 * @param generation which generation is meant; what is said of an older one does not count
 * @param reason why, a sentence; empty while running
 * @param since when it came to be so
 */
public record PipelineStatus(int generation, State state, String reason, Instant since) {

    private static final int FORMAT = 1;

    /** What a pipeline does. */
    public enum State {
        /** It works, or waits for events. */
        RUNNING,
        /** It was told to wait. */
        PAUSED,
        /** It cannot go on until a person changes something. */
        FAILED
    }

    byte[] toBytes() {
        return JsonTree.write(toTree());
    }

    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", (long) FORMAT);
        tree.put("generation", (long) generation);
        tree.put("state", state.name());
        tree.put("reason", reason);
        tree.put("since", since.toString());
        return tree;
    }

    @SuppressWarnings("unchecked")
    static PipelineStatus fromBytes(byte[] bytes) {
        Map<String, Object> tree = (Map<String, Object>) JsonTree.read(bytes);
        int format = ((Number) tree.get("format")).intValue();
        if (format > FORMAT) {
            throw new IllegalStateException("a pipeline's status has format " + format
                    + "; this version reads up to format " + FORMAT + ": start a newer Millrace");
        }
        return new PipelineStatus(
                ((Number) tree.get("generation")).intValue(),
                State.valueOf((String) tree.get("state")),
                (String) tree.get("reason"),
                Instant.parse((String) tree.get("since")));
    }
}
