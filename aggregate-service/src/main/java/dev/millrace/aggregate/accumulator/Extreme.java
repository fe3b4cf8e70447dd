package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import java.math.BigDecimal;
import java.util.Arrays;

/** The least or the greatest of numbers, or of texts by their code points. Of nothing it is null. One task, its thread. */
final class Extreme implements Accumulator {

    private final RowCells cells;
    private final NumberCell best;
    private final Operand operand;
    private final int sign;
    private final ByteSink rewritten = new ByteSink(32);
    private byte[] text;
    private int textFrom;
    private int textTo;

    /** @param sign 1 for the greatest, -1 for the least */
    Extreme(Computation computation, RowCells cells, int sign) {
        this.cells = cells;
        this.best = new NumberCell(cells);
        this.operand = new Operand(computation);
        this.sign = sign;
    }

    @Override
    public void read(Event event, long timeMillis) {
        switch (operand.locate(event)) {
            case NONE -> {}
            case NUMBER -> operand.readNumber();
            case TEXT -> readText();
            default -> throw operand.unfit("numbers or texts");
        }
    }

    /** One spelling for one text, so that the result does not depend on which of two equal ones came first. */
    private void readText() {
        text = operand.bytes();
        textFrom = operand.from();
        textTo = operand.to();
        if (JsonScan.hasEscape(text, textFrom, textTo)) {
            rewritten.truncate(0);
            JsonText.write(JsonText.decode(text, textFrom + 1, textTo - 1), rewritten);
            text = rewritten.array();
            textFrom = 0;
            textTo = rewritten.length();
        }
    }

    @Override
    public void add() {
        boolean isText = operand.kind() == Operand.Kind.TEXT;
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        } else if (isMixed(isText)) {
            throw operand.unfit(kinds());
        } else if (isText) {
            takeText(text, textFrom, textTo);
        } else {
            boolean compact = operand.isCompact();
            takeNumber(operand.isInteger(), operand.unscaled(), operand.scale(), compact ? null : operand.decimal());
        }
    }

    @Override
    public void merge(Accumulator source) {
        Extreme other = (Extreme) source;
        NumberCell cell = other.best;
        boolean isText = cell.kind() == NumberCell.TEXT;
        if (cell.kind() == NumberCell.NONE) {
            return;
        } else if (isMixed(isText)) {
            throw operand.refused(operand.call() + " needs " + kinds());
        } else if (isText) {
            takeText(other.cells.bytes(), cell.textFrom(), cell.textFrom() + cell.tailLength());
        } else {
            boolean big = cell.kind() == NumberCell.BIG;
            boolean integer = cell.kind() == NumberCell.INTEGER;
            takeNumber(integer, cell.unscaled(), cell.scale(), big ? cell.decimal() : null);
        }
    }

    private boolean isMixed(boolean isText) {
        return best.kind() != NumberCell.NONE && isText != (best.kind() == NumberCell.TEXT);
    }

    private String kinds() {
        return best.kind() == NumberCell.TEXT
                ? "texts, as its group has texts already"
                : "numbers, as its group has numbers already";
    }

    private void takeText(byte[] json, int from, int to) {
        if (best.kind() == NumberCell.NONE || Integer.signum(compareText(json, from, to)) == sign) {
            best.setText(json, from, to);
        }
    }

    /** @param big the value where unscaled value and scale do not hold it, else null */
    private void takeNumber(boolean integer, long unscaled, int scale, BigDecimal big) {
        if (best.kind() != NumberCell.NONE && Integer.signum(compareNumber(unscaled, scale, big)) != sign) {
            return;
        } else if (big != null) {
            best.setDecimal(big);
        } else if (integer) {
            best.setInteger(unscaled);
        } else {
            best.setCompact(unscaled, scale);
        }
    }

    /** A number against the best so far. */
    private int compareNumber(long unscaled, int scale, BigDecimal big) {
        if (big == null && best.kind() != NumberCell.BIG && scale == best.scale()) {
            return Long.compare(unscaled, best.unscaled());
        }
        return (big != null ? big : BigDecimal.valueOf(unscaled, scale)).compareTo(best.decimal());
    }

    /** A text against the best so far. */
    private int compareText(byte[] json, int from, int to) {
        byte[] other = cells.bytes();
        int otherFrom = best.textFrom();
        int otherTo = otherFrom + best.tailLength();
        if (!JsonScan.hasEscape(json, from, to) && !JsonScan.hasEscape(other, otherFrom, otherTo)) {
            return Arrays.compareUnsigned(json, from + 1, to - 1, other, otherFrom + 1, otherTo - 1);
        }
        int[] mine = JsonText.decode(json, from + 1, to - 1).codePoints().toArray();
        int[] theirs =
                JsonText.decode(other, otherFrom + 1, otherTo - 1).codePoints().toArray();
        return Arrays.compare(mine, theirs);
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("an extreme cannot be taken back");
    }

    @Override
    public boolean canTakeBack() {
        return false;
    }

    @Override
    public void write(ByteSink out) {
        switch (best.kind()) {
            case NumberCell.NONE -> out.put("null");
            case NumberCell.TEXT -> out.put(cells.bytes(), best.textFrom(), best.textFrom() + best.tailLength());
            default -> out.put(JsonNumber.text(best.decimal()));
        }
    }
}
