package dev.millrace.aggregate.batch;

import dev.millrace.model.batch.BatchSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import java.util.List;

/** A batch as a document: group fields, count, earliest and latest time, events. Knows how long it becomes. One task, its thread. */
final class BatchText {

    /** No number or ISO time is longer, quotes included. */
    private static final int TIME_ROOM = 40;

    private static final int COUNT_ROOM = 10;
    private static final int END = "]}".length();

    private final EventTime time;
    private final byte[][] names;
    private final int groups;
    private final int namesLength;
    private final int roomForTimes;
    private final ByteSink out = new ByteSink(1024);

    /** @param time how times are written; null for epoch milliseconds */
    BatchText(BatchSettings settings, EventTime time) {
        this.time = time;
        this.groups = settings.by().size();
        List<String> fields = settings.resultFields();
        this.names = new byte[fields.size()][];
        int length = 1;
        for (int i = 0; i < names.length; i++) {
            ByteSink name = new ByteSink(32).put(i == 0 ? '{' : ',');
            JsonText.write(fields.get(i), name);
            names[i] = name.put(':').toBytes();
            length += names[i].length;
        }
        this.namesLength = length;
        this.roomForTimes = 2 * (time == null ? TIME_ROOM : Math.max(TIME_ROOM, 2 * time.write(0).length));
    }

    /**
     * Whether a batch has at most that many bytes. Times are written out only where it is a near thing.
     *
     * @param groupLength bytes of the group's values and the commas between them
     * @param eventBytes bytes of its events without commas
     */
    boolean fits(long maxBytes, int groupLength, int count, long from, long to, long eventBytes) {
        int betweenGroups = Math.max(0, groups - 1);
        long known = namesLength + groupLength - betweenGroups + eventBytes + count - 1 + END;
        if (known + COUNT_ROOM + roomForTimes <= maxBytes) {
            return true;
        }
        out.truncate(0);
        out.putNumber(count);
        putTime(from);
        putTime(to);
        return known + out.length() <= maxBytes;
    }

    /** The batch's document; its rows are gone then. */
    byte[] take(OpenBatch batch) {
        out.truncate(0);
        byte[] key = batch.key().array();
        int at = OpenBatch.GROUP_AT;
        int field = 0;
        while (field < groups) {
            int end = JsonScan.skipValue(key, at, batch.key().length());
            out.put(names[field++]).put(key, at, end);
            at = end + 1;
        }
        out.put(names[field++]).putNumber(batch.count());
        out.put(names[field++]);
        putTime(batch.from());
        out.put(names[field++]);
        putTime(batch.to());
        out.put(names[field]).put('[');
        batch.take(out);
        return out.put("]}").toBytes();
    }

    /** What is known of an open batch, as a list of one object. */
    byte[] describe(OpenBatch batch) {
        out.truncate(0);
        out.put("[{\"count\":").putNumber(batch.count()).put(",\"from\":");
        putTime(batch.from());
        out.put(",\"to\":");
        putTime(batch.to());
        return out.put(",\"bytes\":").putNumber(batch.bytes()).put("}]").toBytes();
    }

    private void putTime(long millis) {
        if (time == null) {
            out.putNumber(millis);
        } else {
            out.put(time.write(millis));
        }
    }
}
