package dev.millrace.aggregate.reorder;

import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.reorder.ReorderSettings;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The events of a task that wait, a row each, in the order in which they are to leave: by time, those of one time as they came. The order is a binary
 * heap of rows, rebuilt from them. One task, its thread.
 */
final class HeldEvents {

    private final long maxEvents;
    private final long maxBytes;
    private final PriorityQueue<Row> order = new PriorityQueue<>(ReorderKey::compare);
    private final ByteSink key = new ByteSink(64);
    private final ByteSink value = new ByteSink(256);
    private KeyedState state;
    private long bytes;
    private long nextNumber;

    HeldEvents(ReorderSettings settings) {
        this.maxEvents = settings.maxEvents();
        this.maxBytes = settings.maxBytes();
    }

    /** Forgets all; {@link #found} tells them anew. */
    void open(KeyedState rows) {
        state = rows;
        order.clear();
        bytes = 0;
        nextNumber = 0;
    }

    /** A row that was there before. */
    void found(Row row) {
        order.add(row);
        bytes += length(row);
        nextNumber = Math.max(nextNumber, ReorderKey.number(row) + 1);
    }

    /** Holds an event. */
    Row add(Event event, ByteSink group) {
        value.truncate(0);
        EventBytes.write(event, value);
        ReorderKey.held(event.timeMillis(), nextNumber++, group, key);
        Row row = state.create(key.array(), 0, key.length(), value.length());
        System.arraycopy(value.array(), 0, row.bytes(), row.valueOffset(), value.length());
        order.add(row);
        bytes += length(row);
        return row;
    }

    /** The event that leaves next; null when there is none. */
    Row first() {
        return order.peek();
    }

    /** Takes out the first, of which there is one; its row goes. */
    Event takeFirst() {
        Row row = order.remove();
        bytes -= length(row);
        Event event = event(row);
        state.remove(row);
        return event;
    }

    static Event event(Row row) {
        return EventBytes.read(
                row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength(), ReorderKey.timeMillis(row));
    }

    /** The bound that does not hold now; null when both do. */
    Eviction exceeded() {
        if (order.size() > maxEvents) {
            return Eviction.MAX_EVENTS;
        }
        return bytes > maxBytes ? Eviction.MAX_BYTES : null;
    }

    long size() {
        return order.size();
    }

    /** The rows of a group in the order in which they leave. */
    List<Row> of(byte[] group) {
        return order.stream()
                .filter(row -> ReorderKey.isOf(row, group))
                .sorted(ReorderKey::compare)
                .toList();
    }

    private static long length(Row row) {
        return row.keyLength() + row.valueLength();
    }
}
