package dev.millrace.aggregate.timeseries;

import dev.millrace.model.document.DurationText;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.timeseries.TimeSeriesSettings;
import java.util.List;

/** Writes results: group, resolution, window, computed and derived values, whether it is filled, pane. One task, its thread. */
final class SeriesText {

    private final byte[][] names;
    private final byte[][] resolutions;
    private final int groups;
    private final EventTime time;
    private final ByteSink out = new ByteSink(256);

    /** @param time how times are written; null for epoch milliseconds */
    SeriesText(TimeSeriesSettings settings, EventTime time) {
        this.time = time;
        this.groups = settings.by().size();
        this.resolutions = settings.resolutions().stream()
                .map(window -> json(DurationText.write(window.size())))
                .toArray(byte[][]::new);
        List<String> fields = settings.resultFields();
        this.names = new byte[fields.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = new ByteSink(32)
                    .put(i == 0 ? '{' : ',')
                    .put(json(fields.get(i)))
                    .put(':')
                    .toBytes();
        }
    }

    private static byte[] json(String text) {
        ByteSink out = new ByteSink(16);
        JsonText.write(text, out);
        return out.toBytes();
    }

    /** A result up to its pane; {@link #withPane} makes it whole. */
    byte[] result(byte[] group, int resolution, long start, long end, List<byte[]> values, boolean filled) {
        out.truncate(0);
        int field = putFrame(group, resolution, start, end);
        for (byte[] value : values) {
            out.put(names[field++]).put(value);
        }
        return out.put(names[field]).put(filled ? "true" : "false").toBytes();
    }

    byte[] withPane(byte[] result, int pane) {
        out.truncate(0);
        return out.put(result)
                .put(names[names.length - 1])
                .putNumber(pane)
                .put('}')
                .toBytes();
    }

    /** Group and window alone, where the values cannot be told. */
    byte[] frame(byte[] group, int resolution, long start, long end) {
        out.truncate(0);
        putFrame(group, resolution, start, end);
        return out.put('}').toBytes();
    }

    private int putFrame(byte[] group, int resolution, long start, long end) {
        int field = 0;
        int at = 0;
        while (field < groups) {
            int to = JsonScan.skipValue(group, at, group.length);
            out.put(names[field++]).put(group, at, to);
            at = to + 1;
        }
        out.put(names[field++]).put(resolutions[resolution]);
        out.put(names[field++]);
        putTime(start);
        out.put(names[field++]);
        putTime(end);
        return field;
    }

    private void putTime(long millis) {
        if (time == null) {
            out.putNumber(millis);
        } else {
            out.put(time.write(millis));
        }
    }
}
