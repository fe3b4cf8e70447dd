package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.EmitSpec;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides when the rows of a ranking leave, and tells the difference to what was told. A result's time is the last of its window; without windows
 * that of what caused it. One task, its thread.
 */
final class RankingTrigger {

    private static final long NOT_ASKED = Long.MAX_VALUE;

    private final EmitSpec emit;
    private final long periodMillis;
    private final Rankings rankings;
    private final AlignedWindow window;
    /** Rankings that may have something to tell at the next tick; each once. */
    private final Set<Ranking> changed = new LinkedHashSet<>();

    private long nextTick = NOT_ASKED;
    private long heldWindows;
    private long heldRows;

    RankingTrigger(EmitSpec emit, Rankings rankings, AlignedWindow window) {
        this.emit = emit;
        this.periodMillis = emit.every().toMillis();
        this.rankings = rankings;
        this.window = window;
    }

    /** Rebuilds what is derived from the rankings. */
    void open() {
        changed.clear();
        nextTick = NOT_ASKED;
        heldWindows = 0;
        heldRows = 0;
        for (Ranking ranking : rankings.all()) {
            note(ranking);
            if (emit.kind() == EmitSpec.Kind.PACED && ranking.changes() > 0) {
                changed.add(ranking);
            }
        }
    }

    /** The ranking has changed: tells what is to be told now. */
    void changed(Ranking ranking, KeyedContext context) {
        switch (emit.kind()) {
            case ON_UPDATE -> tell(ranking, context);
            case ON_CLOSE -> {
                if (RankedRow.isClosed(ranking.head())) {
                    tell(ranking, context);
                }
            }
            case PACED -> {
                if (ranking.changes() > 0) {
                    changed.add(ranking);
                    askForTick(context);
                }
            }
        }
    }

    private void askForTick(KeyedContext context) {
        if (nextTick == NOT_ASKED) {
            nextTick = (Math.floorDiv(context.clockMillis(), periodMillis) + 1) * periodMillis;
            context.wakeAt(nextTick);
        }
    }

    /** A time asked for by the clock has come. */
    void tick(KeyedContext context) {
        if (nextTick == NOT_ASKED || context.clockMillis() < nextTick) {
            nextTick = NOT_ASKED;
            if (!changed.isEmpty()) {
                askForTick(context);
            }
            return;
        }
        nextTick = NOT_ASKED;
        List<Ranking> due = new ArrayList<>(changed);
        changed.clear();
        for (Ranking ranking : due) {
            forget(ranking);
            tell(ranking, context);
            if (ranking.isEmpty()) {
                rankings.drop(ranking);
            } else {
                note(ranking);
            }
        }
    }

    /** The window ends, or no row can change it any more: tells what has not been told. */
    void complete(Ranking ranking, KeyedContext context) {
        tell(ranking, context);
        leave(ranking);
    }

    /** The ranking has nothing to tell at the next tick. */
    void leave(Ranking ranking) {
        changed.remove(ranking);
    }

    private void tell(Ranking ranking, KeyedContext context) {
        if (ranking.changes() == 0) {
            return;
        }
        window.locate(TopKKey.window(ranking.head()));
        byte[] group = TopKKey.group(ranking.head());
        ranking.settle(
                row -> {
                    emit(row, group, Op.RETRACT, context);
                    rankings.takenBack(row);
                },
                row -> {
                    emit(row, group, Op.INSERT, context);
                    rankings.told(row);
                });
    }

    private void emit(Row row, byte[] group, Op op, KeyedContext context) {
        context.emit(new Event(RankedRow.document(row), group, window.resultTime(), op, context.origin()));
    }

    /** The ranking is about to change in any way: followed by {@link #note}, unless it goes. */
    void forget(Ranking ranking) {
        if (isHeldBack(ranking)) {
            heldWindows--;
            heldRows -= held(ranking);
        }
    }

    /** The ranking was changed or is new. */
    void note(Ranking ranking) {
        if (isHeldBack(ranking)) {
            heldWindows++;
            heldRows += held(ranking);
        }
    }

    /** Whether it knows what it has not said. */
    private boolean isHeldBack(Ranking ranking) {
        return switch (emit.kind()) {
            case ON_UPDATE -> false;
            case ON_CLOSE -> !RankedRow.isClosed(ranking.head());
            case PACED -> ranking.changes() > 0;
        };
    }

    private int held(Ranking ranking) {
        return emit.kind() == EmitSpec.Kind.ON_CLOSE ? ranking.size() : ranking.changes();
    }

    /** What is held back in all rankings. */
    Waiting waiting() {
        return new Waiting(heldWindows, heldRows, Long.MAX_VALUE);
    }
}
