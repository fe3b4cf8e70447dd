package dev.millrace.aggregate.batch;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.batch.BatchSettings;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.step.Step;
import java.util.Arrays;
import java.util.Locale;

/**
 * Puts events of a group together, in the order in which they come, until there are enough of them, another would make the batch too large, or its
 * time is over. One task, its thread.
 */
final class BatchOperator implements KeyedOperator {

    private final Step step;
    private final BatchSettings settings;
    private final long maxAgeMillis;
    private final GroupKey groups;
    private final BatchText text;
    private final OpenBatch batch = new OpenBatch();
    private long batches;
    private long events;

    BatchOperator(Step step, EventTime time) {
        this.step = step;
        this.settings = step.settings(BatchSettings.class);
        this.maxAgeMillis = settings.maxAge().toMillis();
        this.groups = new GroupKey(settings.by());
        this.text = new BatchText(settings, time);
    }

    @Override
    public void open(KeyedState rows) {
        batch.open(rows);
        batches = 0;
        events = 0;
        rows.forEach(row -> {
            if (OpenBatch.isHead(row)) {
                batches++;
            } else {
                events++;
            }
        });
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        if (event.op() != Op.INSERT) {
            fail(
                    "a batch takes what is new, and this event says "
                            + event.op().name().toLowerCase(Locale.ROOT)
                            + " (mr-op): let the step before tell results once (emit: on-close)",
                    context);
            return;
        }
        try {
            groups.append(event, batch.begin());
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        long time = event.timeMillis();
        int groupLength = batch.key().length() - OpenBatch.GROUP_AT;
        if (!text.fits(settings.maxBytes(), groupLength, 1, time, time, event.value().length)) {
            fail(
                    "the event has " + event.value().length
                            + " bytes, and a batch of it alone would have more than maxBytes allows, "
                            + settings.maxBytes(),
                    context);
            return;
        }
        if (batch.find() && (batch.dueMillis() <= context.watermarkMillis() || !fits(event, groupLength))) {
            tell(context);
        }
        if (!batch.find()) {
            batch.create(event.origin().partition());
            batches++;
        }
        add(event, context);
    }

    private boolean fits(Event event, int groupLength) {
        return text.fits(
                settings.maxBytes(),
                groupLength,
                batch.count() + 1,
                Math.min(batch.from(), event.timeMillis()),
                Math.max(batch.to(), event.timeMillis()),
                batch.bytes() + event.value().length);
    }

    private void add(Event event, KeyedContext context) {
        long watermark = context.watermarkMillis();
        boolean first = batch.count() == 0;
        // The watermark of the clock stands between two looks at it.
        long now = settings.byClock() ? Math.max(watermark, context.clockMillis()) : event.timeMillis();
        batch.add(event.value(), event.timeMillis(), now);
        events++;
        if (first || !settings.byClock()) {
            batch.setDue(due(settings.byClock() ? now : batch.from()));
        }
        if (batch.count() >= settings.maxEvents() || batch.dueMillis() <= watermark) {
            tell(context);
        }
    }

    private long due(long fromMillis) {
        long due = fromMillis + maxAgeMillis;
        return due < fromMillis ? Row.NO_TIMER - 1 : Math.min(due, Row.NO_TIMER - 1);
    }

    /** Tells the batch in view; it is gone then. */
    private void tell(KeyedContext context) {
        Origin at = context.origin();
        int partition = batch.partition();
        long time = settings.byClock() ? batch.timeMillis() : batch.to();
        ByteSink key = batch.key();
        byte[] group =
                settings.byPartition() ? null : Arrays.copyOfRange(key.array(), OpenBatch.GROUP_AT, key.length());
        batches--;
        events -= batch.count();
        Origin origin = at.partition() == partition
                ? at
                : new Origin(at.stream(), partition, at.offset(), at.arrivalMillis(), EventHeaders.NONE);
        context.emit(new Event(text.take(batch), group, time, Op.INSERT, origin));
    }

    @Override
    public void onTimer(Row row, KeyedContext context) {
        batch.view(row);
        tell(context);
    }

    private void fail(String detail, KeyedContext context) {
        context.deadLetter(new Failure(detail, step.line(), step.column()));
    }

    @Override
    public Waiting waiting() {
        return new Waiting(batches, events, Long.MAX_VALUE);
    }

    @Override
    public byte[] describe(byte[] group) {
        batch.begin().put(group);
        return batch.find() ? text.describe(batch) : new byte[] {'[', ']'};
    }
}
