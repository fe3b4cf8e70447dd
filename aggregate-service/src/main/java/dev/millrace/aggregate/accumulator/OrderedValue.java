package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import java.math.BigDecimal;
import java.util.Arrays;

/** A number or a text at hand, of an event or of a row, to be compared with a row's and put there. One task, its thread. */
public final class OrderedValue {

    private final ByteSink rewritten = new ByteSink(32);
    private boolean text;
    private byte[] json;
    private int from;
    private int to;
    private boolean integer;
    private long unscaled;
    private int scale;
    /** The number where unscaled value and scale do not hold it, else null. */
    private BigDecimal big;

    /** Takes the number that the operand has read. */
    public void number(Operand operand) {
        text = false;
        integer = operand.isInteger();
        unscaled = operand.unscaled();
        scale = operand.scale();
        big = operand.isCompact() ? null : operand.decimal();
    }

    /** Takes the operand's text, in one spelling, so that a result does not depend on which of two equal ones came first. */
    public void text(Operand operand) {
        text = true;
        json = operand.bytes();
        from = operand.from();
        to = operand.to();
        if (JsonScan.hasEscape(json, from, to)) {
            rewritten.truncate(0);
            JsonText.write(JsonText.decode(json, from + 1, to - 1), rewritten);
            json = rewritten.array();
            from = 0;
            to = rewritten.length();
        }
    }

    /** Takes what a row's cell holds, which must be something. */
    public void of(NumberCell cell, RowCells cells) {
        text = cell.kind() == NumberCell.TEXT;
        if (text) {
            json = cells.bytes();
            from = cell.textFrom();
            to = from + cell.tailLength();
            return;
        }
        integer = cell.kind() == NumberCell.INTEGER;
        big = cell.kind() == NumberCell.BIG ? cell.decimal() : null;
        unscaled = big == null ? cell.unscaled() : 0;
        scale = big == null ? cell.scale() : 0;
    }

    /** Whether it is a text. */
    public boolean isText() {
        return text;
    }

    /** Puts it into a cell. */
    public void into(NumberCell cell) {
        if (text) {
            cell.setText(json, from, to);
        } else if (big != null) {
            cell.setDecimal(big);
        } else if (integer) {
            cell.setInteger(unscaled);
        } else {
            cell.setCompact(unscaled, scale);
        }
    }

    /** Less than 0, 0 or more than 0 as it is less than, equal to or greater than what a cell holds, which must be of its kind. */
    public int compareTo(NumberCell cell, RowCells cells) {
        if (text) {
            return compareText(cells.bytes(), cell.textFrom(), cell.textFrom() + cell.tailLength());
        } else if (big == null && cell.kind() != NumberCell.BIG && scale == cell.scale()) {
            return Long.compare(unscaled, cell.unscaled());
        }
        return (big != null ? big : BigDecimal.valueOf(unscaled, scale)).compareTo(cell.decimal());
    }

    private int compareText(byte[] other, int otherFrom, int otherTo) {
        if (!JsonScan.hasEscape(json, from, to) && !JsonScan.hasEscape(other, otherFrom, otherTo)) {
            return Arrays.compareUnsigned(json, from + 1, to - 1, other, otherFrom + 1, otherTo - 1);
        }
        int[] mine = JsonText.decode(json, from + 1, to - 1).codePoints().toArray();
        int[] theirs =
                JsonText.decode(other, otherFrom + 1, otherTo - 1).codePoints().toArray();
        return Arrays.compare(mine, theirs);
    }
}
