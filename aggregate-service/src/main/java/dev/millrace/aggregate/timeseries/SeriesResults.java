package dev.millrace.aggregate.timeseries;

import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.LateSpec.Mode;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.timeseries.Derivation;
import dev.millrace.model.timeseries.Fill;
import dev.millrace.model.timeseries.TimeSeriesSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Tells closed windows: fills the gaps beside one that has come or changed, derives the values of it and those behind it, and tells whatever is not as it was
 * told. One task, its thread.
 */
final class SeriesResults {

    /** A longer gap stays. */
    static final int MOST_FILLED = 10_000;

    private final TimeSeriesSettings settings;
    private final boolean corrects;
    private final int columns;
    private final int sums;
    private final SeriesRows rows;
    private final SeriesRow view;
    private final SeriesText text;

    SeriesResults(TimeSeriesSettings settings, SeriesRows rows, EventTime time) {
        this.settings = settings;
        this.corrects = !settings.late().within().isZero();
        this.columns = settings.compute().size();
        this.sums =
                (int) settings.derive().stream().filter(SeriesResults::isSum).count();
        this.rows = rows;
        this.view = new SeriesRow(settings);
        this.text = new SeriesText(settings, time);
    }

    private static boolean isSum(Derivation derivation) {
        return derivation.function() == Derivation.Function.CUMULATIVE;
    }

    /** A window of a track is closed, or has changed since. */
    void settle(Track track, Row row, KeyedContext context) {
        long start = SeriesKey.start(row);
        long from = start;
        if (settings.fill() != Fill.NONE) {
            Row before = withEvents(track, start, true, context);
            Row after = withEvents(track, start, false, context);
            setComputed(row, view.view(context.state(), row).computed(), context);
            if (before != null) {
                fill(track, before, row, context);
                from = rows.end(before);
            }
            if (after != null) {
                fill(track, row, after, context);
            }
        } else {
            setComputed(row, view.view(context.state(), row).computed(), context);
        }
        long time = rows.end(row) - 1;
        tell(track, from, time, context);
    }

    /** The nearest window on that side that has events; null when it is not kept. */
    private Row withEvents(Track track, long start, boolean before, KeyedContext context) {
        Map.Entry<Long, Row> next = before ? track.before(start) : track.after(start);
        while (next != null && view.view(context.state(), next.getValue()).isFilled()) {
            next = before ? track.before(next.getKey()) : track.after(next.getKey());
        }
        return next == null ? null : next.getValue();
    }

    private void setComputed(Row row, byte[][] computed, KeyedContext context) {
        byte[][] values = Arrays.copyOf(computed, columns + sums);
        Arrays.fill(values, columns, values.length, SeriesValues.NULL);
        context.state().touch(row);
        view.view(context.state(), row).setValues(SeriesValues.write(values));
    }

    private void fill(Track track, Row before, Row after, KeyedContext context) {
        long last = SeriesKey.start(after);
        long first = rows.end(before);
        int count = 0;
        for (long start = first; start < last; start = next(track, start)) {
            if (++count > MOST_FILLED) {
                context.evicted(Eviction.MAX_FILLED);
                return;
            }
        }
        byte[][] valuesBefore = values(before, context);
        byte[][] valuesAfter = values(after, context);
        for (long start = first; start < last; start = next(track, start)) {
            Row row = track.get(start);
            if (row == null) {
                row = rows.create(track.group(), track.resolution(), start);
                view.view(context.state(), row).setClosed();
                view.setFilled(true);
                track.put(row);
                if (corrects) {
                    long over = rows.end(row) + settings.late().within().toMillis();
                    context.state().setTimer(row, over);
                }
            }
            setComputed(
                    row,
                    SeriesValues.filled(
                            settings.fill(),
                            valuesBefore,
                            valuesAfter,
                            columns,
                            SeriesValues.part(SeriesKey.start(before), start, last)),
                    context);
        }
    }

    private long next(Track track, long start) {
        return rows.locate(track.resolution(), start).end();
    }

    private byte[][] values(Row row, KeyedContext context) {
        return SeriesValues.read(view.view(context.state(), row).values());
    }

    /** Tells all windows from a start on that are not as they were told. */
    private void tell(Track track, long from, long timeMillis, KeyedContext context) {
        List<SeriesPoint> points = new ArrayList<>();
        Map.Entry<Long, Row> before = track.before(from);
        for (int i = 0; i < settings.before() && before != null; i++) {
            points.add(0, new SeriesPoint(before.getValue(), before.getKey(), values(before.getValue(), context)));
            before = track.before(before.getKey());
        }
        int first = points.size();
        for (Row row : track.from(from)) {
            points.add(new SeriesPoint(row, SeriesKey.start(row), values(row, context)));
        }
        for (int i = first; i < points.size(); i++) {
            tell(track, points, i, timeMillis, context);
        }
    }

    private void tell(Track track, List<SeriesPoint> points, int at, long timeMillis, KeyedContext context) {
        SeriesPoint point = points.get(at);
        List<byte[]> told = new ArrayList<>(Arrays.asList(point.values()).subList(0, columns));
        int sum = columns;
        for (Derivation derivation : settings.derive()) {
            if (isSum(derivation)) {
                byte[] before = at == 0 ? null : points.get(at - 1).values()[sum];
                point.values()[sum] = SeriesValues.sum(before, point.values()[derivation.column()]);
                told.add(point.values()[sum++]);
            } else {
                told.add(SeriesValues.derived(derivation, points, at));
            }
        }
        Row row = point.row();
        long end = rows.end(row);
        view.view(context.state(), row);
        byte[] values = SeriesValues.write(point.values());
        if (!Arrays.equals(values, view.values())) {
            context.state().touch(row);
            view.setValues(values);
        }
        byte[] result = text.result(track.group(), track.resolution(), point.start(), end, told, view.isFilled());
        boolean first = !view.isTold();
        if (!first && (!corrects || Arrays.equals(result, view.told()))) {
            return;
        }
        // A window that is filled is told behind the time of its own end, but not behind what was told of time.
        long time = first ? Math.max(timeMillis, end - 1) : end - 1;
        boolean retracting = settings.late().mode() == Mode.RETRACTING;
        context.state().touch(row);
        if (!first && retracting) {
            emit(track, text.withPane(view.told(), view.pane() - 1), Op.RETRACT, time, context);
        }
        Op op = first || retracting ? Op.INSERT : Op.UPDATE;
        emit(track, text.withPane(result, view.pane()), op, time, context);
        view.tell(corrects ? result : new byte[0]);
    }

    private static void emit(Track track, byte[] result, Op op, long timeMillis, KeyedContext context) {
        context.emit(new Event(result, track.group(), timeMillis, op, context.origin()));
    }

    /** Group and window of a row, for the dead letters. */
    byte[] frame(Row row) {
        return text.frame(SeriesKey.group(row), SeriesKey.resolution(row), SeriesKey.start(row), rows.end(row));
    }

    /** What a row holds, for people. */
    byte[] describe(Row row, SeriesRow at) {
        List<byte[]> values =
                new ArrayList<>(Arrays.asList(at.isClosed() ? SeriesValues.read(at.values()) : at.computed()));
        int sum = columns;
        List<byte[]> shown = new ArrayList<>(values.subList(0, columns));
        for (Derivation derivation : settings.derive()) {
            shown.add(isSum(derivation) && at.isClosed() ? values.get(sum++) : SeriesValues.NULL);
        }
        return text.withPane(
                text.result(
                        SeriesKey.group(row),
                        SeriesKey.resolution(row),
                        SeriesKey.start(row),
                        rows.end(row),
                        shown,
                        at.isFilled()),
                at.pane());
    }
}
