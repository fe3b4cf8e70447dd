package dev.millrace.aggregate.accumulator.series;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.NumberCell;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.accumulator.OrderedValue;
import dev.millrace.aggregate.accumulator.moment.Ratio;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The latest number less the earliest, by event time; among equal times the last that arrived less the first. Exact, but rounded HALF_EVEN
 * where it has more than 34 digits. Or that for each second between the two, to 17 digits, null where there is no time between them. Of
 * nothing it is null. One task, its thread.
 */
public final class Delta implements Accumulator {

    private static final MathContext TOLD = new MathContext(JsonNumber.MAX_DIGITS, RoundingMode.HALF_EVEN);

    private final RowCells cells;
    private final int timesAt;
    private final NumberCell earliest;
    private final NumberCell latest;
    private final Operand operand;
    private final OrderedValue number = new OrderedValue();
    private final boolean perSecond;
    private long timeMillis;

    /** @param perSecond whether it is the rate */
    public Delta(Computation computation, RowCells cells, boolean perSecond) {
        this.cells = cells;
        this.timesAt = cells.reserve(2 * Long.BYTES);
        this.earliest = new NumberCell(cells);
        this.latest = new NumberCell(cells);
        this.operand = new Operand(computation);
        this.perSecond = perSecond;
    }

    @Override
    public void read(Event event, long eventTimeMillis) {
        timeMillis = eventTimeMillis;
        switch (operand.locate(event)) {
            case NONE -> {}
            case NUMBER -> {
                operand.readNumber();
                number.number(operand);
            }
            default -> throw operand.unfit("numbers");
        }
    }

    @Override
    public void add() {
        if (operand.kind() != Operand.Kind.NONE) {
            takeEarliest(timeMillis);
            takeLatest(timeMillis);
        }
    }

    @Override
    public void merge(Accumulator source) {
        Delta other = (Delta) source;
        if (other.earliest.kind() != NumberCell.NONE) {
            number.of(other.earliest, other.cells);
            takeEarliest(other.earliestMillis());
            number.of(other.latest, other.cells);
            takeLatest(other.latestMillis());
        }
    }

    private void takeEarliest(long time) {
        if (earliest.kind() == NumberCell.NONE || time < earliestMillis()) {
            number.into(earliest);
            cells.setLong(timesAt, time);
        }
    }

    private void takeLatest(long time) {
        if (latest.kind() == NumberCell.NONE || time >= latestMillis()) {
            number.into(latest);
            cells.setLong(timesAt + Long.BYTES, time);
        }
    }

    private long earliestMillis() {
        return cells.getLong(timesAt);
    }

    private long latestMillis() {
        return cells.getLong(timesAt + Long.BYTES);
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("an edge cannot be taken back");
    }

    @Override
    public boolean canTakeBack() {
        return false;
    }

    @Override
    public void write(ByteSink out) {
        boolean none = earliest.kind() == NumberCell.NONE;
        if (none || perSecond && earliestMillis() == latestMillis()) {
            out.put("null");
            return;
        }
        BigDecimal delta = latest.decimal().subtract(earliest.decimal());
        BigDecimal seconds = BigDecimal.valueOf(latestMillis()).subtract(BigDecimal.valueOf(earliestMillis()));
        out.put(JsonNumber.text(perSecond ? Ratio.of(delta, seconds.scaleByPowerOfTen(-3)) : delta.round(TOLD)));
    }
}
