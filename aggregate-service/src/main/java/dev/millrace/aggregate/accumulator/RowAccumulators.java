package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All values computed of a row, in their order, and the count of its events. Works on the row in view. One task, its thread. */
public final class RowAccumulators {

    /** What a row of several events may take; as a record of the state log it must stay below 2 MiB. */
    private static final int MOST_BYTES = 1_536 << 10;

    private final List<Computation> computations;
    private final RowCells cells;
    private final Accumulator[] all;
    private final String notTakenBack;

    /** Lays out a row, behind what is laid out already. */
    public RowAccumulators(List<Computation> computations, RowCells cells) {
        this.computations = List.copyOf(computations);
        this.cells = cells;
        this.all = new Accumulator[computations.size()];
        List<String> lasting = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            all[i] = Accumulators.of(computations.get(i), cells);
            if (!all[i].canTakeBack()) {
                lasting.add(computations.get(i).function().spelling());
            }
        }
        this.notTakenBack = lasting.isEmpty() ? null : lasting.get(0);
    }

    /** The values one by one. */
    public List<Accumulator> list() {
        return List.of(all);
    }

    /** The first function that cannot take back an event; null where all can. */
    public String notTakenBack() {
        return notTakenBack;
    }

    /** Reads what is needed of an event; throws as {@link Accumulator#read}. */
    public void read(Event event, long timeMillis) {
        for (Accumulator accumulator : all) {
            accumulator.read(event, timeMillis);
        }
    }

    /** Takes what was read last into the row; throws as {@link Accumulator#add}, never of an empty row. */
    public void add() {
        cells.setCount(cells.count() + 1);
        for (Accumulator accumulator : all) {
            accumulator.add();
        }
        checkBytes(1);
    }

    /** Takes what was read last out of the row, which holds an event; throws as {@link Accumulator#subtract}. */
    public void subtract() {
        cells.setCount(cells.count() - 1);
        for (Accumulator accumulator : all) {
            accumulator.subtract();
        }
    }

    /** Takes in all events of a row of the same computations, in view there; throws as {@link #add}. */
    public void merge(RowAccumulators source) {
        cells.setCount(cells.count() + source.cells.count());
        for (int i = 0; i < all.length; i++) {
            all[i].merge(source.all[i]);
        }
        checkBytes(source.cells.count());
    }

    /** What comes into an empty row has come as a record already. */
    private void checkBytes(long added) {
        if (cells.row().valueLength() <= MOST_BYTES || cells.count() <= added) {
            return;
        }
        Expression first = computations.stream()
                .map(Computation::argument)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        throw new EvaluationException(
                "the values of its group would take more than " + (MOST_BYTES >> 10)
                        + " KiB in this window: compute fewer of them in one step",
                false,
                first.line(),
                first.column());
    }
}
