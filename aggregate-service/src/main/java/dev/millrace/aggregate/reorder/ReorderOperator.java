package dev.millrace.aggregate.reorder;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.reorder.ReorderSettings;
import dev.millrace.model.step.Step;

/**
 * Lets events go in the order of their times: one at t leaves when the watermark has reached t plus the hold, those of one time as they came. One that
 * comes when the watermark has passed that, or when later ones of its group had to leave early, is late. One task, its thread.
 */
final class ReorderOperator implements KeyedOperator {

    /** One event makes no more leave than a slice of timers does. */
    private static final int EARLY_AT_ONCE = 500;

    private final long holdMillis;
    private final GroupKey groups;
    private final HeldEvents held;
    private final EarlyTimes early;
    private final HeldText text;
    private final ByteSink group = new ByteSink(64);

    ReorderOperator(Step step, EventTime time) {
        ReorderSettings settings = step.settings(ReorderSettings.class);
        this.holdMillis = settings.hold().toMillis();
        this.groups = new GroupKey(settings.by());
        this.held = new HeldEvents(settings);
        this.early = new EarlyTimes(settings.maxEvents());
        this.text = new HeldText(time);
    }

    @Override
    public void open(KeyedState rows) {
        held.open(rows);
        early.open(rows);
        rows.forEach(row -> {
            if (ReorderKey.kind(row) == ReorderKey.HELD) {
                held.found(row);
            } else {
                early.found(row);
            }
        });
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        group.truncate(0);
        try {
            groups.append(event, group);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        long time = event.timeMillis();
        long watermark = context.watermarkMillis();
        long passed = passed(watermark);
        long left = Math.max(passed, early.of(group));
        if (time < left) {
            // It is due at an instant and late from the next one on.
            context.late(Lateness.behind(left, time, left == passed && context.idleAdvanced(due(time) + 1)));
        } else if (due(time) <= watermark && (held.first() == null || time < ReorderKey.timeMillis(held.first()))) {
            context.emit(event);
        } else {
            Row row = held.add(event, group);
            context.state().setTimer(row, due(time));
            keepBounds(context);
        }
    }

    /** Whatever is before this time has left or is late. */
    private long passed(long watermark) {
        if (watermark == Long.MAX_VALUE) {
            return watermark;
        }
        return watermark < Long.MIN_VALUE + holdMillis ? Long.MIN_VALUE : watermark - holdMillis;
    }

    private long due(long timeMillis) {
        long due = timeMillis + holdMillis;
        return due < timeMillis ? Row.NO_TIMER - 1 : Math.min(due, Row.NO_TIMER - 1);
    }

    private void keepBounds(KeyedContext context) {
        Eviction exceeded = held.exceeded();
        // More than a few are too many only where a bound was lowered, or one event takes the room of many.
        for (int i = 0; i < EARLY_AT_ONCE && exceeded != null; i++) {
            Row first = held.first();
            byte[] ofFirst = ReorderKey.group(first);
            Event event = held.takeFirst();
            // The event that made it due may stand in front of its timer.
            if (due(event.timeMillis()) > context.watermarkMillis()) {
                early.left(ofFirst, event.timeMillis(), due(event.timeMillis()));
                context.evicted(exceeded);
            }
            context.emit(event);
            exceeded = held.exceeded();
        }
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        if (ReorderKey.kind(row) != ReorderKey.HELD) {
            early.due(row);
            return;
        }
        // Timers of one time fire in any order: whatever is to leave before this one leaves now.
        boolean isLast = false;
        while (!isLast) {
            isLast = held.first() == row;
            context.emit(held.takeFirst());
        }
    }

    @Override
    public Waiting waiting() {
        return new Waiting(0, held.size(), Long.MAX_VALUE);
    }

    @Override
    public byte[] describe(byte[] ofGroup) {
        return text.write(held.of(ofGroup));
    }
}
