package dev.millrace.aggregate.timeseries;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.window.TumblingWindows;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.step.Step;
import dev.millrace.model.timeseries.TimeSeriesSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Computes values over windows of several lengths. An event changes the row of its shortest window; when that closes it is given to the window of the next
 * resolution, and so on, so that an event costs the same whatever the number of resolutions. A late event goes into each closed window it is in and the first
 * one that is open. One task, its thread.
 */
final class TimeSeriesOperator implements KeyedOperator {

    private static final int MOST_DESCRIBED = 1_000;

    /** A row and its value before an event changed it; null where it was not there. */
    private record Before(Row row, byte[] value) {}

    private final Step step;
    private final long withinMillis;
    private final GroupKey groups;
    private final SeriesRows rows;
    private final SeriesResults results;
    private final SeriesRow view;
    private final SeriesRow longer;
    private final ByteSink group = new ByteSink(64);
    private KeyedState state;
    private long openWindows;
    private long openEvents;

    TimeSeriesOperator(Step step, EventTime time) {
        this.step = step;
        TimeSeriesSettings settings = step.settings(TimeSeriesSettings.class);
        this.withinMillis = settings.late().within().toMillis();
        this.groups = new GroupKey(settings.by());
        this.rows = new SeriesRows(settings);
        this.results = new SeriesResults(settings, rows, time);
        this.view = new SeriesRow(settings);
        this.longer = new SeriesRow(settings);
    }

    @Override
    public void open(KeyedState ofState) {
        state = ofState;
        rows.open(ofState);
        openWindows = 0;
        openEvents = 0;
        ofState.forEach(row -> {
            if (!view.view(state, row).isClosed()) {
                openWindows++;
                openEvents += SeriesKey.resolution(row) == 0 ? view.count() : 0;
            }
        });
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        try {
            if (event.op() != Op.INSERT) {
                throw new EvaluationException(
                        "a time series takes what is new, and this event says "
                                + event.op().name().toLowerCase(Locale.ROOT)
                                + " (mr-op): let the step before tell results once (emit: on-close)",
                        false,
                        step.line(),
                        step.column());
            }
            group.truncate(0);
            groups.append(event, group);
            take(event, context);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
        }
    }

    private void take(Event event, KeyedContext context) {
        long watermark = context.watermarkMillis();
        long time = event.timeMillis();
        TumblingWindows shortest = rows.locate(0, time);
        long over = shortest.end() + withinMillis;
        if (watermark >= over) {
            long by = watermark - time;
            context.late(new Lateness(
                    by < 0 ? Long.MAX_VALUE : by, shortest.start(), shortest.end(), context.idleAdvanced(over)));
            return;
        }
        view.accumulators().read(event, time);
        List<Row> closed = add(time, group.toBytes(), watermark, context);
        for (Row row : closed) {
            Track track = rows.track(row);
            track.put(row);
            results.settle(track, row, context);
        }
    }

    /** Takes the event read last into the shortest window and, while they are closed, the longer ones; which of them are closed. */
    private List<Row> add(long time, byte[] ofGroup, long watermark, KeyedContext context) {
        List<Row> closed = new ArrayList<>(0);
        List<Before> changed = new ArrayList<>(1);
        try {
            for (int i = 0; i < rows.resolutions(); i++) {
                TumblingWindows window = rows.locate(i, time);
                boolean over = watermark >= window.end();
                Row row = rows.find(ofGroup, i, window.start());
                changed.add(new Before(
                        row == null ? rows.create(ofGroup, i, window.start()) : row, row == null ? null : value(row)));
                Row at = changed.get(i).row();
                state.touch(at);
                view.view(state, at).accumulators().add();
                view.setFilled(false);
                if (!over) {
                    opened(row == null, i == 0 ? 1 : 0);
                    state.setTimer(at, window.end());
                    break;
                }
                view.setClosed();
                state.setTimer(at, window.end() + withinMillis);
                closed.add(at);
            }
            return closed;
        } catch (EvaluationException failure) {
            changed.forEach(this::putBack);
            throw failure;
        }
    }

    private static byte[] value(Row row) {
        return Arrays.copyOfRange(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength());
    }

    private void putBack(Before before) {
        if (before.value() == null) {
            state.remove(before.row());
            return;
        }
        state.resize(before.row(), before.value().length);
        System.arraycopy(before.value(), 0, before.row().bytes(), before.row().valueOffset(), before.value().length);
    }

    private void opened(boolean isNew, long events) {
        openWindows += isNew ? 1 : 0;
        openEvents += events;
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        if (view.view(state, row).isClosed()) {
            rows.prune(rows.track(row), context.watermarkMillis());
        } else {
            close(row, context);
        }
    }

    /** A window has ended: gives it to the next resolution and tells it. */
    private void close(Row row, KeyedContext context) {
        int resolution = SeriesKey.resolution(row);
        long end = rows.end(row);
        byte[] ofGroup = SeriesKey.group(row);
        for (int i = 0; i < resolution; i++) {
            // Timers of one time fire in any order: the last of its parts may not have been given to it yet, nor be
            // there.
            Row part = rows.find(ofGroup, i, rows.locate(i, end - 1).start());
            if (part != null && !view.view(state, part).isClosed()) {
                close(part, context);
            }
        }
        state.touch(row);
        view.view(state, row).setClosed();
        openWindows--;
        openEvents -= resolution == 0 ? view.count() : 0;
        if (resolution + 1 < rows.resolutions()) {
            give(row, ofGroup, context);
        }
        state.setTimer(row, withinMillis == 0 ? Row.NO_TIMER : end + withinMillis);
        Track track = rows.track(row);
        track.put(row);
        results.settle(track, row, context);
        rows.prune(track, context.watermarkMillis());
    }

    private void give(Row row, byte[] ofGroup, KeyedContext context) {
        int resolution = SeriesKey.resolution(row) + 1;
        TumblingWindows window = rows.locate(resolution, SeriesKey.start(row));
        Row whole = rows.find(ofGroup, resolution, window.start());
        if (whole == null) {
            whole = rows.create(ofGroup, resolution, window.start());
            state.setTimer(whole, window.end());
            openWindows++;
        }
        state.touch(whole);
        try {
            longer.view(state, whole).merge(view.view(state, row));
        } catch (EvaluationException failure) {
            context.deadLetter(
                    results.frame(whole), new Failure(failure.getMessage(), failure.line(), failure.column()));
        }
    }

    @Override
    public Waiting waiting() {
        return new Waiting(openWindows, openEvents, Long.MAX_VALUE);
    }

    @Override
    public byte[] describe(byte[] ofGroup) {
        List<Row> found = new ArrayList<>();
        state.forEach(row -> {
            if (Arrays.equals(SeriesKey.group(row), ofGroup)) {
                found.add(row);
            }
        });
        found.sort(Comparator.comparingInt(SeriesKey::resolution).thenComparingLong(SeriesKey::start));
        ByteSink out = new ByteSink(256).put('[');
        for (int i = 0; i < found.size() && i < MOST_DESCRIBED; i++) {
            out.put(i == 0 ? "" : ",").put(results.describe(found.get(i), view.view(state, found.get(i))));
        }
        return out.put(']').toBytes();
    }
}
