package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.JsonText;
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
        if (hasEscape(text, textFrom, textTo)) {
            rewritten.truncate(0);
            JsonText.write(JsonText.decode(text, textFrom + 1, textTo - 1), rewritten);
            text = rewritten.array();
            textFrom = 0;
            textTo = rewritten.length();
        }
    }

    @Override
    public void add() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        }
        boolean isText = operand.kind() == Operand.Kind.TEXT;
        int kind = best.kind();
        if (kind != NumberCell.NONE && isText != (kind == NumberCell.TEXT)) {
            throw operand.unfit(
                    kind == NumberCell.TEXT
                            ? "texts, as its group has texts already"
                            : "numbers, as its group has numbers already");
        }
        if (kind == NumberCell.NONE || Integer.signum(isText ? compareText() : compareNumber()) == sign) {
            take(isText);
        }
    }

    private void take(boolean isText) {
        if (isText) {
            best.setText(text, textFrom, textTo);
        } else if (operand.isInteger()) {
            best.setInteger(operand.unscaled());
        } else if (operand.isCompact()) {
            best.setCompact(operand.unscaled(), operand.scale());
        } else {
            best.setDecimal(operand.decimal());
        }
    }

    /** The value at hand against the best so far. */
    private int compareNumber() {
        boolean sameScale = operand.isCompact() && best.kind() != NumberCell.BIG && operand.scale() == best.scale();
        return sameScale
                ? Long.compare(operand.unscaled(), best.unscaled())
                : operand.decimal().compareTo(best.decimal());
    }

    private int compareText() {
        byte[] other = cells.bytes();
        int otherFrom = best.textFrom();
        int otherTo = otherFrom + best.tailLength();
        if (!hasEscape(text, textFrom, textTo) && !hasEscape(other, otherFrom, otherTo)) {
            return Arrays.compareUnsigned(text, textFrom + 1, textTo - 1, other, otherFrom + 1, otherTo - 1);
        }
        int[] mine =
                JsonText.decode(text, textFrom + 1, textTo - 1).codePoints().toArray();
        int[] theirs =
                JsonText.decode(other, otherFrom + 1, otherTo - 1).codePoints().toArray();
        return Arrays.compare(mine, theirs);
    }

    private static boolean hasEscape(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                return true;
            }
        }
        return false;
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
