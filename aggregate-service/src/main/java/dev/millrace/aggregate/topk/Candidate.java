package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.topk.TopKSettings;
import java.util.Arrays;

/** The event at hand as the value of a ranked row. One task, its thread. */
final class Candidate {

    private static final byte[] ROOM = new byte[RankedRow.DOCUMENT_AT];

    private final Expression order;
    private final Operand operand;
    private final boolean least;
    private final ByteSink value = new ByteSink(256);
    private final KeyedState loose = KeyedState.ofLooseRows();
    private Row probe;

    Candidate(TopKSettings settings) {
        this.order = settings.order();
        this.operand = new Operand(order, "order");
        this.least = settings.least();
    }

    /**
     * Reads an event.
     *
     * @throws EvaluationException when it has no rank
     */
    void read(Event event) {
        switch (operand.locate(event)) {
            case NUMBER -> operand.readNumber();
            case NONE ->
                throw operand.refused("order: " + order.source() + " is missing or null, so that the row has no rank");
            default -> throw operand.unfit("numbers");
        }
        value.truncate(0);
        value.put(ROOM);
        NumberOrder.write(operand, value.array(), RankedRow.RANK_AT);
        if (!least) {
            NumberOrder.invert(value.array(), RankedRow.RANK_AT, RankedRow.TIME_AT);
        }
        NumberOrder.writeTime(event.timeMillis(), value.array(), RankedRow.TIME_AT);
        value.put(event.value());
    }

    /** Whether a row is at least as good; what has come before is better than what is like it. */
    boolean isBehind(Row row) {
        return Arrays.compareUnsigned(
                        value.array(),
                        RankedRow.RANK_AT,
                        value.length(),
                        row.bytes(),
                        row.valueOffset() + RankedRow.RANK_AT,
                        row.valueOffset() + row.valueLength())
                >= 0;
    }

    /** The value's length. */
    int length() {
        return value.length();
    }

    /** Writes the value into a row of its length. */
    void into(Row row) {
        System.arraycopy(value.array(), 0, row.bytes(), row.valueOffset(), value.length());
    }

    /** A row like it that is in no table, until the next call. */
    Row probe() {
        probe = probe == null ? loose.loose(length()) : probe;
        loose.resize(probe, length());
        into(probe);
        return probe;
    }

    /** The bytes that rank it. */
    byte[] rank() {
        return Arrays.copyOfRange(value.array(), RankedRow.RANK_AT, value.length());
    }
}
