package dev.millrace.platform.stages;

import dev.millrace.engine.io.StateAnswer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What a task keeps of a group, asked over the event bus: of the process that owns the task, or of any of its service, which looks into copies.
 * Answered with {@link #answer}, or failed where who is asked does not know.
 *
 * @param stage the generation id
 * @param task the task's number
 * @param group the key that the group's results have
 */
public record StateQuery(String stage, int task, byte[] group) {

    private static final String WINDOWS = "windows";
    private static final String AS_OF = "asOfMillis";
    private static final String AGE = "ageMillis";

    /** Where the process of that name answers for tasks it owns. */
    public static String owner(String service, String instance) {
        return "millrace.state." + service + "." + instance;
    }

    /** Where any process of a service answers from copies. */
    public static String copies(String service) {
        return "millrace.state.copies." + service;
    }

    /**
     * What was answered.
     *
     * @param windows the text of a JSON array
     * @param asOfMillis when it was so, epoch ms
     * @param ageMillis how long ago that was when it was answered
     */
    public record Answer(String windows, long asOfMillis, long ageMillis) {

        /** Whether nothing is kept. */
        public boolean isEmpty() {
            return windows.equals("[]");
        }

        public static Answer fromJson(JsonObject json) {
            return new Answer(json.getString(WINDOWS), json.getLong(AS_OF), json.getLong(AGE));
        }
    }

    static JsonObject answer(StateAnswer answer, long nowMillis) {
        return new JsonObject()
                .put(WINDOWS, new String(answer.windows(), StandardCharsets.UTF_8))
                .put(AS_OF, answer.asOfMillis())
                .put(AGE, Math.max(0, nowMillis - answer.asOfMillis()));
    }

    public JsonObject toJson() {
        return new JsonObject().put("stage", stage).put("task", task).put("group", group);
    }

    static StateQuery fromJson(JsonObject json) {
        return new StateQuery(json.getString("stage"), json.getInteger("task"), json.getBinary("group"));
    }
}
