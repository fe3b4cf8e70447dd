package dev.millrace.aggregate.dedupe;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.dedupe.DedupeSettings;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.step.Step;

/**
 * Lets an event pass unless one of its id has passed that is less than {@code within} away in event time. A row is one id, its key the id's bytes. No
 * row has a timer, since nothing waits: ids whose time is over go with the next event. One task, its thread.
 */
final class DedupeOperator implements KeyedOperator {

    /** One event makes no more go than a slice of timers does. */
    private static final int FORGOTTEN_AT_ONCE = 500;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final GroupKey ids;
    private final long withinMillis;
    private final long maxKeys;
    private final EventTime time;
    private final PassOrder order = new PassOrder();
    private final ByteSink id = new ByteSink(64);
    private KeyedState state;

    DedupeOperator(Step step, EventTime time) {
        DedupeSettings settings = step.settings(DedupeSettings.class);
        this.ids = new GroupKey(settings.id());
        this.withinMillis = settings.within().toMillis();
        this.maxKeys = settings.maxKeys();
        this.time = time;
    }

    @Override
    public void open(KeyedState rows) {
        state = rows;
        order.open(rows);
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        id.truncate(0);
        try {
            ids.append(event, id);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        long watermark = context.watermarkMillis();
        forgetOver(watermark);
        if (event.op() != Op.INSERT || isNothing()) {
            if (event.op() == Op.RETRACT || event.op() == Op.DELETE) {
                forget(event.timeMillis());
            }
            context.emit(event);
            return;
        }
        Row row = state.find(id.array(), 0, id.length());
        if (row != null && isRepetition(row, event.timeMillis(), watermark)) {
            context.drop(DropReason.DUPLICATE);
            return;
        }
        if (until(event.timeMillis()) > watermark) {
            remember(row, event.timeMillis());
            keepBound(watermark, context);
        }
        context.emit(event);
    }

    /** Whether all of the id's values are missing or null. */
    private boolean isNothing() {
        for (int at = 0; at < id.length(); at++) {
            int inValue = at % (NULL.length + 1);
            if (id.array()[at] != (inValue == NULL.length ? ',' : NULL[inValue])) {
                return false;
            }
        }
        return true;
    }

    private boolean isRepetition(Row row, long timeMillis, long watermark) {
        for (int i = 0; i < PassTimes.count(row); i++) {
            long passed = PassTimes.time(row, i);
            if (until(passed) > watermark && isNear(passed, timeMillis)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNear(long one, long other) {
        long apart = one > other ? one - other : other - one;
        return apart >= 0 && apart < withinMillis;
    }

    /** When a pass is over, exclusive. */
    private long until(long timeMillis) {
        long until = timeMillis + withinMillis;
        return until < timeMillis ? Long.MAX_VALUE : until;
    }

    private void remember(Row before, long timeMillis) {
        Row row = before;
        if (row == null) {
            row = state.create(id.array(), 0, id.length(), PassTimes.LENGTH);
        } else {
            state.resize(row, row.valueLength() + PassTimes.LENGTH);
        }
        order.passed(row, timeMillis);
    }

    private void forget(long timeMillis) {
        Row row = state.find(id.array(), 0, id.length());
        for (int i = row == null ? -1 : PassTimes.count(row) - 1; i >= 0; i--) {
            if (isNear(PassTimes.time(row, i), timeMillis)) {
                order.forget(row, i);
            }
        }
    }

    private void forgetOver(long watermark) {
        for (int i = 0; i < FORGOTTEN_AT_ONCE && order.passes() > 0 && until(order.oldestMillis()) <= watermark; i++) {
            order.forgetOldest();
        }
    }

    private void keepBound(long watermark, KeyedContext context) {
        for (int i = 0; i < FORGOTTEN_AT_ONCE && order.passes() > maxKeys; i++) {
            if (until(order.oldestMillis()) > watermark) {
                context.evicted(Eviction.MAX_KEYS);
            }
            order.forgetOldest();
        }
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        throw new IllegalStateException("no row has a timer");
    }

    @Override
    public byte[] describe(byte[] group) {
        Row row = state.find(group, 0, group.length);
        ByteSink out = new ByteSink(64).put('[');
        for (int i = 0; row != null && i < PassTimes.count(row) && i < 1_000; i++) {
            out.put(i == 0 ? "{\"passed\":" : ",{\"passed\":");
            putTime(PassTimes.time(row, i), out);
            out.put(",\"until\":");
            putTime(until(PassTimes.time(row, i)), out);
            out.put('}');
        }
        return out.put(']').toBytes();
    }

    private void putTime(long millis, ByteSink out) {
        if (time == null) {
            out.putNumber(millis);
        } else {
            out.put(time.write(millis));
        }
    }
}
