package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.timeseries.Fill;
import dev.millrace.model.timeseries.TimeSeriesSettings;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** The rows of all groups, and which closed ones are kept: as long as lateness, or what is derived of later ones, needs them. One task, its thread. */
final class SeriesRows {

    private final TumblingWindows[] windows;
    private final long withinMillis;
    private final int before;
    private final boolean interpolates;
    private final SeriesRow view;
    private final ByteSink key = new ByteSink(64);
    private final Map<ByteBuffer, Track> tracks = new HashMap<>();
    private KeyedState state;

    SeriesRows(TimeSeriesSettings settings) {
        this.windows = settings.resolutions().stream()
                .map(spec -> new TumblingWindows(spec, spec.size()))
                .toArray(TumblingWindows[]::new);
        this.withinMillis = settings.late().within().toMillis();
        this.before = settings.before();
        this.interpolates = settings.fill() == Fill.LINEAR;
        this.view = new SeriesRow(settings);
    }

    void open(KeyedState rows) {
        state = rows;
        tracks.clear();
        rows.forEach(row -> {
            if (view.view(rows, row).isClosed()) {
                track(row).put(row);
            }
        });
    }

    int resolutions() {
        return windows.length;
    }

    /** The window of a resolution that holds a time. */
    TumblingWindows locate(int resolution, long timeMillis) {
        windows[resolution].locate(timeMillis);
        return windows[resolution];
    }

    long end(Row row) {
        return locate(SeriesKey.resolution(row), SeriesKey.start(row)).end();
    }

    /** The row of a group's window; null when there is none. */
    Row find(byte[] group, int resolution, long start) {
        begin(group, resolution, start);
        return state.find(key.array(), 0, key.length());
    }

    /** A new row of a group's window, which has none. */
    Row create(byte[] group, int resolution, long start) {
        begin(group, resolution, start);
        return state.create(key.array(), 0, key.length(), view.emptyLength());
    }

    private void begin(byte[] group, int resolution, long start) {
        SeriesKey.begin(key);
        key.put(group);
        SeriesKey.set(key, resolution, start);
    }

    /** The closed windows of a row's group and resolution. */
    Track track(Row row) {
        byte[] group = SeriesKey.group(row);
        byte resolution = (byte) SeriesKey.resolution(row);
        ByteSink name = new ByteSink(group.length + 1).put((char) resolution).put(group);
        return tracks.computeIfAbsent(ByteBuffer.wrap(name.toBytes()), any -> new Track(group, resolution));
    }

    /** Forgets closed windows that nobody can correct and that no later one is compared with. */
    void prune(Track track, long watermark) {
        while (isFirstOver(track, watermark)) {
            Row first = track.rows().iterator().next();
            track.removeFirst();
            state.remove(first);
        }
        if (track.isEmpty()) {
            tracks.remove(ByteBuffer.wrap(new ByteSink(track.group().length + 1)
                    .put((char) track.resolution())
                    .put(track.group())
                    .toBytes()));
        }
    }

    /** Whether so many windows behind the first are over, too, as one that may still be corrected is compared with. */
    private boolean isFirstOver(Track track, long watermark) {
        Iterator<Row> rows = track.rows().iterator();
        for (int i = 0; i <= before; i++) {
            if (!rows.hasNext() || end(rows.next()) + withinMillis > watermark) {
                return false;
            }
        }
        return !interpolates || isEndOfLineOver(track, watermark);
    }

    /** Whether nothing that may still be corrected lies on a line that begins with the first. */
    private boolean isEndOfLineOver(Track track, long watermark) {
        Iterator<Row> rows = track.rows().iterator();
        if (view.view(state, rows.next()).isFilled()) {
            return true;
        }
        while (rows.hasNext()) {
            Row row = rows.next();
            if (!view.view(state, row).isFilled()) {
                return end(row) + withinMillis <= watermark;
            }
        }
        return false;
    }
}
