package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.EventSpan;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.json.ByteSink;
import java.util.Arrays;

/**
 * What is in a counted window that moves on by a part of its length: the piece that takes events, in the row in view, and the whole pieces before it,
 * in rows whose numbers go round. One task, its thread.
 */
public final class RingContents implements Contents {

    private final RowCells cells;
    private final RowAccumulators piece;
    private final EventSpan span;
    private final int pieces;
    private final int filledAt;
    private final RowCells totalCells = new RowCells();
    private final RowAccumulators totals;
    private final EventSpan totalSpan;
    private final Row total;
    private final KeyedState scratch = KeyedState.ofLooseRows();
    private final ByteSink key = new ByteSink(64);
    private KeyedState state;

    /**
     * Takes its place in the layout: how many pieces were filled.
     *
     * @param pieces how many a window has
     */
    public RingContents(AggregateSettings settings, RowCells cells, RowAccumulators piece, EventSpan span, int pieces) {
        this.cells = cells;
        this.piece = piece;
        this.span = span;
        this.pieces = pieces;
        this.filledAt = cells.reserve(Long.BYTES);
        this.totals = new RowAccumulators(settings.compute(), totalCells);
        this.totalSpan = new EventSpan(totalCells, Long.MAX_VALUE);
        this.total = scratch.loose(totalCells.fixedLength());
    }

    public void open(KeyedState ofState) {
        state = ofState;
    }

    /** The borders of what was gathered last. */
    public EventSpan span() {
        return totalSpan;
    }

    @Override
    public long gather() {
        Row row = cells.row();
        clear();
        startKey(row);
        long filled = cells.getLong(filledAt);
        long most = Math.min(filled, pieces - 1L);
        for (long i = filled - most; i < filled; i++) {
            RowKey.setWindow(key, 1 + i % pieces);
            cells.view(state, state.find(key.array(), 0, key.length()));
            take();
        }
        cells.view(state, row);
        take();
        return totalCells.count();
    }

    private void take() {
        if (cells.count() == 0) {
            return;
        } else if (totalCells.count() == 0) {
            totalSpan.begin(span.start());
        }
        totalSpan.reach(span.start(), span.end());
        totals.merge(piece);
    }

    private void startKey(Row row) {
        key.truncate(0);
        key.put(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength());
    }

    private void clear() {
        scratch.resize(total, totalCells.fixedLength());
        Arrays.fill(total.bytes(), total.valueOffset(), total.valueOffset() + total.valueLength(), (byte) 0);
        totalCells.view(scratch, total);
    }

    /** The piece in view is whole: it is kept in the ring, in place of the oldest, and the row begins the next. */
    public void turn() {
        Row row = cells.row();
        long filled = cells.getLong(filledAt);
        startKey(row);
        RowKey.setWindow(key, 1 + filled % pieces);
        Row kept = state.find(key.array(), 0, key.length());
        if (kept == null) {
            kept = state.create(key.array(), 0, key.length(), row.valueLength());
        } else {
            state.resize(kept, row.valueLength());
        }
        System.arraycopy(row.bytes(), row.valueOffset(), kept.bytes(), kept.valueOffset(), row.valueLength());
        cells.view(state, kept);
        cells.set(RowCells.CLOSED, true);
        cells.set(RowCells.CHANGED, false);
        state.resize(row, cells.fixedLength());
        Arrays.fill(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength(), (byte) 0);
        cells.begin(state, row);
        cells.setLong(filledAt, filled + 1);
    }

    @Override
    public RowAccumulators accumulators() {
        return totals;
    }
}
