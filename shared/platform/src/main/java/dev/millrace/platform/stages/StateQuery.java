package dev.millrace.platform.stages;

import dev.millrace.engine.io.StateAnswer;
import dev.millrace.engine.operator.Turn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
    private static final String TURNS = "turns";
    private static final String CLOSED = "closed";
    private static final String AT = "atMillis";
    private static final String WATERMARK = "watermarkMillis";

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
     * @param turns what each waits for, in the same order; may be empty
     * @param watermarkMillis how far the task's time had come; {@link Long#MIN_VALUE} where that is not known
     */
    public record Answer(String windows, long asOfMillis, long ageMillis, List<Turn> turns, long watermarkMillis) {

        /** Whether nothing is kept. */
        public boolean isEmpty() {
            return windows.equals("[]");
        }

        public static Answer fromJson(JsonObject json) {
            List<Turn> turns = json.getJsonArray(TURNS, new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .map(turn -> new Turn(turn.getBoolean(CLOSED), turn.getLong(AT)))
                    .toList();
            return new Answer(
                    json.getString(WINDOWS),
                    json.getLong(AS_OF),
                    json.getLong(AGE),
                    turns,
                    json.getLong(WATERMARK, Long.MIN_VALUE));
        }
    }

    static JsonObject answer(StateAnswer answer, long nowMillis) {
        JsonArray turns = new JsonArray();
        answer.turns()
                .forEach(turn ->
                        turns.add(new JsonObject().put(CLOSED, turn.closed()).put(AT, turn.atMillis())));
        return new JsonObject()
                .put(WINDOWS, new String(answer.windows(), StandardCharsets.UTF_8))
                .put(AS_OF, answer.asOfMillis())
                .put(AGE, Math.max(0, nowMillis - answer.asOfMillis()))
                .put(TURNS, turns)
                .put(WATERMARK, answer.watermarkMillis());
    }

    public JsonObject toJson() {
        return new JsonObject().put("stage", stage).put("task", task).put("group", group);
    }

    static StateQuery fromJson(JsonObject json) {
        return new StateQuery(json.getString("stage"), json.getInteger("task"), json.getBinary("group"));
    }
}
