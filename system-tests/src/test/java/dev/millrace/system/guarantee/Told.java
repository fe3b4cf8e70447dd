package dev.millrace.system.guarantee;

import dev.millrace.model.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a subscriber got of one stream, in the order it came.
 *
 * @param stream the stream's name
 */
public record Told(String stream, List<Frame> frames) {

    /**
     * One event as it came.
     *
     * @param id the cursor it came with
     * @param data the event's JSON
     */
    public record Frame(String id, String data) {}

    /** One event, read. */
    public record Result(String id, Map<String, Object> fields) {

        /** A field that holds a small whole number. */
        public int number(String field) {
            if (fields.get(field) instanceof Number number) {
                return number.intValue();
            }
            throw new AssertionError("no number " + field + " in " + fields);
        }
    }

    /** The events one after the other; read each time, for all of them together may be large. */
    public Iterable<Result> results() {
        return () -> frames.stream()
                .map(frame ->
                        new Result(frame.id(), JsonTree.readObject(frame.data().getBytes(StandardCharsets.UTF_8))))
                .iterator();
    }
}
