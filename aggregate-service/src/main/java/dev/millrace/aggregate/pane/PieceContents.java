package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import java.util.Arrays;
import java.util.List;

/**
 * What is in a window is spread over pieces, each a row of its own, so that an event changes one row however many windows it is in (Li, Maier, Tufte,
 * Papadimos, Tucker: No Pane, No Gain, SIGMOD Record 34(1), 2005). One task, its thread.
 */
public final class PieceContents implements Contents {

    private final AlignedWindow window;
    private final RowCells cells;
    private final RowAccumulators pieces;
    private final RowCells totalCells = new RowCells();
    private final RowAccumulators totals;
    private final Row total;
    private final KeyedState scratch = KeyedState.ofLooseRows();
    private final ByteSink key = new ByteSink(64);
    private KeyedState state;
    private boolean lasting;

    public PieceContents(List<Computation> computations, AlignedWindow window, RowCells cells, RowAccumulators pieces) {
        this.window = window;
        this.cells = cells;
        this.pieces = pieces;
        this.totals = new RowAccumulators(computations, totalCells);
        this.total = scratch.loose(totalCells.fixedLength());
    }

    public void open(KeyedState ofState) {
        state = ofState;
    }

    @Override
    public long gather() {
        Row row = cells.row();
        clear();
        key.truncate(0);
        key.put(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength());
        long last = window.piece();
        lasting = false;
        EvaluationException failure = null;
        for (long piece = window.start(); piece <= last; piece = window.after(piece)) {
            RowKey.setWindow(key, piece);
            Row part = state.find(key.array(), 0, key.length());
            if (part != null) {
                cells.view(state, part);
                lasting |= cells.count() != 0 && window.isInNext(piece);
                failure = failure == null ? merged() : failure;
            }
        }
        cells.view(state, row);
        if (failure != null) {
            throw failure;
        }
        return totalCells.count();
    }

    /** Takes in the piece in view; what stands in the way. */
    private EvaluationException merged() {
        try {
            if (cells.count() != 0) {
                totals.merge(pieces);
            }
            return null;
        } catch (EvaluationException failure) {
            return failure;
        }
    }

    private void clear() {
        scratch.resize(total, totalCells.fixedLength());
        Arrays.fill(total.bytes(), total.valueOffset(), total.valueOffset() + total.valueLength(), (byte) 0);
        totalCells.view(scratch, total);
    }

    /** Whether the window gathered last has events that are in the one after it, too. */
    public boolean isLasting() {
        return lasting;
    }

    @Override
    public RowAccumulators accumulators() {
        return totals;
    }
}
