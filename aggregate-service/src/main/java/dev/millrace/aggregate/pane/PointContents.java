package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.accumulator.RowAccumulators;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.PointWindow;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.expression.EvaluationException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is in windows that begin or end with events, of the rows of a group's points of time: brought together in steps logarithmic in the points that
 * are held. One task, its thread.
 */
public final class PointContents implements Contents {

    private final PointWindow window;
    private final RowCells cells;
    private final RowCells sourceCells = new RowCells();
    private final RowAccumulators source;
    private final RowCells totalCells = new RowCells();
    private final RowAccumulators totals;
    private final KeyedState loose = KeyedState.ofLooseRows();
    private final Map<ByteBuffer, TimeTree> trees = new HashMap<>();
    private final Summing summing = new Summing();
    private Row total;

    public PointContents(AggregateSettings settings, PointWindow window, RowCells cells) {
        this.window = window;
        this.cells = cells;
        this.source = new RowAccumulators(settings.compute(), sourceCells);
        this.totals = new RowAccumulators(settings.compute(), totalCells);
    }

    /** What sums are made of. */
    private final class Summing implements TimeTree.Sums {

        private EvaluationException failure;

        @Override
        public Row sum(Row reuse, Row first, Row second, Row third) {
            Row into = cleared(reuse);
            try {
                add(first);
                add(second);
                add(third);
                return into;
            } catch (EvaluationException tooLarge) {
                return null;
            }
        }

        private void add(Row row) {
            if (row != null) {
                sourceCells.view(loose, row);
                if (sourceCells.count() != 0) {
                    totals.merge(source);
                }
            }
        }

        @Override
        public void take(Row row) {
            try {
                add(row);
            } catch (EvaluationException tooLarge) {
                failure = failure == null ? tooLarge : failure;
            }
        }
    }

    private Row cleared(Row reuse) {
        Row row = reuse == null ? loose.loose(totalCells.fixedLength()) : reuse;
        loose.resize(row, totalCells.fixedLength());
        Arrays.fill(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength(), (byte) 0);
        totalCells.view(loose, row);
        return row;
    }

    /** Rebuilds what is derived from rows; when the layout of rows is complete. */
    public void open(KeyedState state) {
        sourceCells.layOutAs(cells);
        totalCells.layOutAs(cells);
        trees.clear();
        state.forEach(row -> {
            if (RowKey.isGroups(row)) {
                added(row);
            }
        });
    }

    /** A row was made. */
    public void added(Row row) {
        trees.computeIfAbsent(group(row), group -> new TimeTree(summing)).add(row);
    }

    /** A row goes. */
    public void removed(Row row) {
        ByteBuffer group = group(row);
        TimeTree tree = trees.get(group);
        tree.remove(RowKey.window(row));
        if (tree.isEmpty()) {
            trees.remove(group);
        }
    }

    /** A row's events were changed. */
    public void changed(Row row) {
        trees.get(group(row)).changed(RowKey.window(row));
    }

    /** Tells the rows of the row's group from one time to another, both inclusive, the earliest first. */
    public void forEach(Row of, long from, long to, Consumer<Row> action) {
        trees.get(group(of)).forEach(from, to, action);
    }

    /** The times of a group's points, the earliest first. */
    public List<Long> points(byte[] group) {
        List<Long> points = new ArrayList<>();
        TimeTree tree = trees.get(ByteBuffer.wrap(group));
        if (tree != null) {
            tree.forEachTime(points::add);
        }
        return points;
    }

    private static ByteBuffer group(Row row) {
        int from = row.keyOffset() + RowKey.GROUP_AT;
        return ByteBuffer.wrap(Arrays.copyOfRange(row.bytes(), from, row.keyOffset() + row.keyLength()));
    }

    @Override
    public long gather() {
        total = cleared(total);
        summing.failure = null;
        trees.get(group(cells.row())).take(window.start(), window.end());
        if (summing.failure != null) {
            throw summing.failure;
        }
        return totalCells.count();
    }

    @Override
    public RowAccumulators accumulators() {
        return totals;
    }
}
