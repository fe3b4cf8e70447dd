package dev.millrace.aggregate.row;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings rows of forms that a step had before into the one it has: values that both forms compute go on, others begin empty. A pure function of the
 * row, so that what is stored in an old form may stay so until it is stored again. One thread.
 */
public final class RowForms {

    /** An earlier form; {@code from} says for each value of the present one which of the form's it is, or -1. */
    private record Form(RowCells cells, RowAccumulators accumulators, int[] from) {}

    private final List<Form> earlier = new ArrayList<>();
    private final RowCells cells = new RowCells();
    private final RowAccumulators accumulators;
    private final KeyedState loose = KeyedState.ofLooseRows();
    private final int valuesEnd;
    private final int behindValues;
    private Row row;

    /** @param layout of the present form, complete */
    public RowForms(Step step, RowCells layout) {
        List<Computation> now = step.settings(AggregateSettings.class).compute();
        accumulators = new RowAccumulators(now, cells);
        valuesEnd = cells.fixedLength();
        behindValues = layout.fixedLength() - valuesEnd;
        cells.layOutAs(layout);
        cells.setForm(step.earlier().size());
        for (Step form : step.earlier()) {
            List<Computation> before = form.settings(AggregateSettings.class).compute();
            RowCells old = new RowCells();
            RowAccumulators values = new RowAccumulators(before, old);
            old.reserve(behindValues);
            earlier.add(new Form(old, values, from(now, before)));
        }
    }

    private static int[] from(List<Computation> now, List<Computation> before) {
        List<String> names = before.stream().map(Computation::name).toList();
        return now.stream()
                .mapToInt(computation -> names.indexOf(computation.name()))
                .toArray();
    }

    /** Whether rows may have another form than the present one. */
    public boolean areSeveral() {
        return !earlier.isEmpty();
    }

    /** Gives a row the present form, if it has another. */
    public void renew(KeyedState state, Row old) {
        int number = RowCells.formOf(old);
        if (number < earlier.size()) {
            state.rewrite(old, renewed(state, old, earlier.get(number)));
        }
    }

    private byte[] renewed(KeyedState state, Row old, Form form) {
        RowCells before = form.cells;
        before.view(state, old);
        row = row == null ? loose.loose(cells.fixedLength()) : row;
        loose.resize(row, cells.fixedLength());
        Arrays.fill(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength(), (byte) 0);
        cells.begin(loose, row);
        cells.setCount(before.count());
        cells.setPane(before.pane());
        for (int flag : new int[] {RowCells.TOLD, RowCells.CHANGED, RowCells.CLOSED}) {
            cells.set(flag, before.is(flag));
        }
        for (int i = 0; i < form.from.length; i++) {
            if (form.from[i] >= 0) {
                accumulators.list().get(i).merge(form.accumulators.list().get(form.from[i]));
            }
        }
        System.arraycopy(
                old.bytes(),
                old.valueOffset() + before.fixedLength() - behindValues,
                row.bytes(),
                row.valueOffset() + valuesEnd,
                behindValues);
        int tail = before.tailFrom(before.tails());
        int left = old.valueOffset() + old.valueLength() - tail;
        int length = row.valueLength();
        loose.resize(row, length + left);
        System.arraycopy(old.bytes(), tail, row.bytes(), row.valueOffset() + length, left);
        return Arrays.copyOfRange(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength());
    }
}
