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
public record Told(String stream, List<Result> results) {

    /**
     * One event.
     *
     * @param id the cursor it came with
     */
    public record Result(String id, Map<String, Object> fields) {

        /** Reads the JSON of an event. */
        public static Result of(String id, String json) {
            return new Result(id, JsonTree.readObject(json.getBytes(StandardCharsets.UTF_8)));
        }

        /** A field that holds a small whole number. */
        public int number(String field) {
            if (fields.get(field) instanceof Number number) {
                return number.intValue();
            }
            throw new AssertionError("no number " + field + " in " + fields);
        }
    }
}
