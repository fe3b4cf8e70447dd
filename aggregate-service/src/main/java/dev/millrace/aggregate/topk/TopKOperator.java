package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.step.Step;
import dev.millrace.model.topk.TopKSettings;

/**
 * Lets the best k rows of each group and window pass, and takes back those that are among them no more. Of two with one number the earlier is better,
 * of two with one time, too, the one whose bytes sort first; so what passes does not depend on the order in which rows come. One task, its thread.
 */
final class TopKOperator implements KeyedOperator {

    /** One event makes no more rows go than a slice of timers does. */
    private static final int EVICTED_AT_ONCE = 500;

    private final Step step;
    private final TopKSettings settings;
    private final boolean endless;
    private final long withinMillis;
    private final GroupKey groups;
    private final AlignedWindow window;
    private final Candidate candidate;
    private final Rankings rankings;
    private final RankingTrigger trigger;
    private final TopKText text;
    private final ByteSink key = new ByteSink(64);

    TopKOperator(Step step, EventTime time) {
        this.step = step;
        this.settings = step.settings(TopKSettings.class);
        this.endless = settings.window().kind() == WindowSpec.Kind.GLOBAL;
        this.withinMillis = settings.late().within().toMillis();
        this.groups = new GroupKey(settings.by());
        this.window = new AlignedWindow(settings.window());
        this.candidate = new Candidate(settings);
        this.rankings = new Rankings(settings);
        this.trigger = new RankingTrigger(settings.emit(), rankings, window);
        this.text = new TopKText(window, endless, time);
    }

    @Override
    public void open(KeyedState rows) {
        rankings.open(rows);
        trigger.open();
    }

    @Override
    public void onEvent(Event event, KeyedContext context) {
        try {
            checkOp(event.op());
            TopKKey.begin(key);
            groups.append(event, key);
            take(event, context);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
        }
    }

    private void checkOp(Op op) {
        if (op == Op.UPDATE || op == Op.DELETE) {
            throw refused((op == Op.UPDATE
                            ? "an update does not say what it replaces"
                            : "a delete does not say what it removes")
                    + ": let the step before tell results once (emit: on-close) or take them back (mode: retracting)");
        } else if (op == Op.RETRACT && settings.appendOnly()) {
            throw refused("a row cannot be taken back here: appendOnly says that none ever is");
        }
    }

    private void take(Event event, KeyedContext context) {
        long watermark = context.watermarkMillis();
        // The watermark of the clock stands between two looks at it.
        long time = settings.byClock() ? Math.max(watermark, context.clockMillis()) : event.timeMillis();
        window.locate(time);
        if (!endless && watermark >= window.end() + withinMillis) {
            long by = watermark - time;
            context.late(new Lateness(
                    by < 0 ? Long.MAX_VALUE : by,
                    window.start(),
                    window.end(),
                    context.idleAdvanced(window.end() + withinMillis)));
            return;
        }
        candidate.read(event);
        window.caused(Math.max(time, watermark));
        TopKKey.setHead(key, window.piece());
        Ranking ranking = rankings.find(key);
        if (event.op() == Op.RETRACT) {
            takeBack(ranking, context);
        } else {
            add(ranking == null ? create(watermark, context) : ranking, context);
        }
    }

    private Ranking create(long watermark, KeyedContext context) {
        Ranking ranking = rankings.create(key);
        if (!endless) {
            boolean closed = watermark >= window.end();
            if (closed) {
                RankedRow.setClosed(ranking.head());
            }
            context.state().setTimer(ranking.head(), closed ? window.end() + withinMillis : window.end());
        }
        trigger.note(ranking);
        return ranking;
    }

    private void add(Ranking ranking, KeyedContext context) {
        if (ranking.size() >= settings.keptRows() && candidate.isBehind(ranking.last())) {
            if (settings.appendOnly()) {
                context.drop(DropReason.OUTRANKED);
            } else {
                context.evicted(Eviction.MAX_ROWS);
            }
            return;
        }
        trigger.forget(ranking);
        Row gone = ranking.goneLike(candidate.probe());
        if (gone != null) {
            rankings.comeBack(ranking, gone);
        } else {
            ranking.add(rankings.newRow(ranking, candidate));
        }
        // More than one is too many only where the bound was lowered.
        for (int i = 0; i < EVICTED_AT_ONCE && ranking.size() > settings.keptRows(); i++) {
            rankings.remove(ranking, ranking.last());
            if (!settings.appendOnly()) {
                context.evicted(Eviction.MAX_ROWS);
            }
        }
        trigger.changed(ranking, context);
        trigger.note(ranking);
    }

    private void takeBack(Ranking ranking, KeyedContext context) {
        Row row = ranking == null ? null : ranking.match(candidate.probe());
        if (row == null) {
            throw refused("there is nothing to take back: its group has no such row"
                    + (endless ? "" : " in this window") + ", or it went because there were more than maxRows");
        }
        trigger.forget(ranking);
        rankings.remove(ranking, row);
        trigger.changed(ranking, context);
        if (ranking.isEmpty()) {
            trigger.leave(ranking);
            rankings.drop(ranking);
        } else {
            trigger.note(ranking);
        }
    }

    private EvaluationException refused(String detail) {
        return new EvaluationException(detail, false, step.line(), step.column());
    }

    @Override
    public void onTimer(Row head, KeyedContext context) {
        Ranking ranking = rankings.of(head);
        trigger.forget(ranking);
        trigger.complete(ranking, context);
        if (RankedRow.isClosed(head) || withinMillis == 0) {
            rankings.drop(ranking);
            return;
        }
        context.state().touch(head);
        RankedRow.setClosed(head);
        window.locate(TopKKey.window(head));
        context.state().setTimer(head, window.end() + withinMillis);
        trigger.note(ranking);
    }

    @Override
    public void onClock(KeyedContext context) {
        window.caused(context.watermarkMillis() == Long.MIN_VALUE ? context.clockMillis() : context.watermarkMillis());
        trigger.tick(context);
    }

    @Override
    public Waiting waiting() {
        return trigger.waiting();
    }

    @Override
    public byte[] describe(byte[] group) {
        return text.write(rankings.of(group));
    }
}
