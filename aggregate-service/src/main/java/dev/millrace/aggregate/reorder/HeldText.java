package dev.millrace.aggregate.reorder;

import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.ByteSink;
import java.util.List;

/** Held events for people: {@code [{"time":…,"event":…},…]}, those that leave first, as many as fit an answer. One thread. */
final class HeldText {

    private static final int MOST_EVENTS = 1_000;
    /** What an answer holds at most besides its last event. */
    private static final int MOST_BYTES = 256 << 10;

    private final EventTime time;

    /** @param time how times are written; null for epoch milliseconds */
    HeldText(EventTime time) {
        this.time = time;
    }

    byte[] write(List<Row> rows) {
        ByteSink out = new ByteSink(256).put('[');
        for (int i = 0; i < rows.size() && i < MOST_EVENTS && out.length() < MOST_BYTES; i++) {
            Event event = HeldEvents.event(rows.get(i));
            out.put(i == 0 ? "{\"time\":" : ",{\"time\":");
            if (time == null) {
                out.putNumber(event.timeMillis());
            } else {
                out.put(time.write(event.timeMillis()));
            }
            out.put(",\"event\":").put(event.value()).put('}');
        }
        return out.put(']').toBytes();
    }
}
