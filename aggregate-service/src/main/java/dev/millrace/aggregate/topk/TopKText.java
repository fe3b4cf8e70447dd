package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.ByteSink;
import java.util.List;

/**
 * What a topK keeps of a group, for people: {@code {"windowStart":…,"windowEnd":…,"rows":7,"top":[{…},{…}]}} for each window. One task, its thread.
 */
final class TopKText {

    private static final int MOST_WINDOWS = 1_000;
    /** What an answer holds at most besides its last row and the borders of windows. */
    private static final int MOST_BYTES = 256 << 10;

    private final AlignedWindow window;
    private final boolean endless;
    private final EventTime time;

    /** @param time how times are written; null for epoch milliseconds */
    TopKText(AlignedWindow window, boolean endless, EventTime time) {
        this.window = window;
        this.endless = endless;
        this.time = time;
    }

    byte[] write(List<Ranking> rankings) {
        ByteSink out = new ByteSink(256).put('[');
        for (int i = 0; i < rankings.size() && i < MOST_WINDOWS && out.length() < MOST_BYTES; i++) {
            out.put(i == 0 ? "{" : ",{");
            putBorders(rankings.get(i), out);
            out.put("\"rows\":").putNumber(rankings.get(i).size()).put(",\"top\":[");
            putRows(rankings.get(i), out);
            out.put("]}");
        }
        return out.put(']').toBytes();
    }

    private void putBorders(Ranking ranking, ByteSink out) {
        if (endless) {
            return;
        }
        window.locate(TopKKey.window(ranking.head()));
        out.put('"').put(AggregateSettings.WINDOW_START).put("\":");
        putTime(window.start(), out);
        out.put(",\"").put(AggregateSettings.WINDOW_END).put("\":");
        putTime(window.end(), out);
        out.put(',');
    }

    private static void putRows(Ranking ranking, ByteSink out) {
        boolean first = true;
        for (Row row : ranking.top()) {
            if (out.length() >= MOST_BYTES) {
                return;
            }
            out.put(first ? "" : ",").put(RankedRow.document(row));
            first = false;
        }
    }

    private void putTime(long millis, ByteSink out) {
        if (time == null) {
            out.putNumber(millis);
        } else {
            out.put(time.write(millis));
        }
    }
}
