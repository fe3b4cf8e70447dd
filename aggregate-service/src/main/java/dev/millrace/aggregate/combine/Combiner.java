package dev.millrace.aggregate.combine;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.step.Step;
import java.util.Arrays;

/**
 * Makes one partial result of the events that one commit brings for a group and window, in front of a repartition topic. Only events that
 * cannot be late behind it, add something and do not fail are taken in; each other one goes as it is, after what was kept of its group, so
 * that it meets there what it would have met. One task, its thread.
 */
public final class Combiner implements Rekeyer {

    private final GroupKey groups;
    private final AlignedWindow windows;
    private final RowCells cells = new RowCells();
    private final RowAccumulators accumulators;
    private final ByteSink key = new ByteSink(64);
    private final Punctuality punctuality;
    private KeyedState kept = new KeyedState();

    public Combiner(Step step) {
        AggregateSettings settings = step.settings(AggregateSettings.class);
        this.groups = new GroupKey(settings.by());
        this.windows = new AlignedWindow(settings.window());
        this.accumulators = new RowAccumulators(settings.compute(), cells);
        this.cells.setForm(step.earlier().size());
        this.punctuality = new Punctuality(settings.window(), settings.late().within());
    }

    @Override
    public void onEvent(Event event, RekeyContext context) {
        RowKey.begin(key);
        try {
            groups.append(event, key);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        windows.locate(event.timeMillis());
        RowKey.setWindow(key, windows.piece());
        Row row = kept.find(key.array(), 0, key.length());
        if (punctuality.isOnTime(windows, context) && event.op() == Op.INSERT && takes(row, event)) {
            return;
        }
        if (row != null) {
            send(row, context);
            kept.remove(row);
        }
        context.emit(event.withKey(Arrays.copyOfRange(key.array(), RowKey.GROUP_AT, key.length())));
    }

    private boolean takes(Row row, Event event) {
        try {
            accumulators.read(event, event.timeMillis());
        } catch (EvaluationException failure) {
            return false;
        }
        if (row == null) {
            cells.begin(kept, kept.create(key.array(), 0, key.length(), cells.fixedLength()));
            accumulators.add();
            return true;
        }
        cells.view(kept, row);
        cells.save();
        try {
            accumulators.add();
            return true;
        } catch (EvaluationException failure) {
            cells.rollBack();
            return false;
        }
    }

    @Override
    public void flush(RekeyContext context) {
        kept.forEach(row -> send(row, context));
        forget();
    }

    private static void send(Row row, RekeyContext context) {
        byte[] group =
                Arrays.copyOfRange(row.bytes(), row.keyOffset() + RowKey.GROUP_AT, row.keyOffset() + row.keyLength());
        context.partial(group, PartialBytes.write(row));
    }

    @Override
    public void forget() {
        if (kept.dirty() > 0) {
            kept = new KeyedState();
        }
    }

    @Override
    public int kept() {
        return (int) kept.size();
    }
}
