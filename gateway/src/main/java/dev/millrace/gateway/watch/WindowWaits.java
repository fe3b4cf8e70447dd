package dev.millrace.gateway.watch;

import dev.millrace.engine.operator.Turn;
import dev.millrace.engine.time.TimeText;
import dev.millrace.platform.stages.StateQuery;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Why a window has not been told yet, in a sentence for each. Stateless; any thread. */
final class WindowWaits {

    private WindowWaits() {}

    /**
     * The sentences, in the order of the windows.
     *
     * @param holder who holds back the watermark of the key's task, as {@code status} says it; null where nobody is known to
     */
    static List<String> of(StateQuery.Answer answer, JsonObject holder) {
        return answer.turns().stream()
                .map(turn -> sentence(turn, answer.watermarkMillis(), holder))
                .toList();
    }

    private static String sentence(Turn turn, long watermark, JsonObject holder) {
        if (turn.atMillis() == Long.MAX_VALUE) {
            return turn.closed() ? "has closed" : "no time closes it: it is told as events come";
        }
        String at = TimeText.of(turn.atMillis());
        if (turn.closed()) {
            return "has closed and was told; late events change it until the watermark comes to " + at;
        }
        String now = watermark == Long.MIN_VALUE
                ? ", of which nothing is known here"
                : ", which stands at " + TimeText.of(watermark);
        return "is told when the watermark comes to " + at + now + (holder == null ? "" : held(holder));
    }

    private static String held(JsonObject holder) {
        String at = holder.getString("watermark");
        return ": partition " + holder.getInteger("partition") + " of " + holder.getString("stream")
                + (at == null ? " holds it, nothing is known of its time yet" : " holds it at " + at);
    }
}
