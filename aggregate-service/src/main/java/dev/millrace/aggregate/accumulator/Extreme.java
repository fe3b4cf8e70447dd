package dev.millrace.aggregate.accumulator;

import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonNumber;

/** The least or the greatest of numbers, or of texts by their code points. Of nothing it is null. One task, its thread. */
final class Extreme implements Accumulator {

    private final RowCells cells;
    private final NumberCell best;
    private final Operand operand;
    private final OrderedValue candidate = new OrderedValue();
    private final int sign;

    /** @param sign 1 for the greatest, -1 for the least */
    Extreme(Computation computation, RowCells cells, int sign) {
        this.cells = cells;
        this.best = new NumberCell(cells);
        this.operand = new Operand(computation);
        this.sign = sign;
    }

    @Override
    public void read(Event event, long timeMillis) {
        read(operand, event, candidate);
    }

    /** Reads a number or a text of an event; of neither only nothing is no failure. */
    static void read(Operand operand, Event event, OrderedValue candidate) {
        switch (operand.locate(event)) {
            case NONE -> {}
            case NUMBER -> {
                operand.readNumber();
                candidate.number(operand);
            }
            case TEXT -> candidate.text(operand);
            default -> throw operand.unfit("numbers or texts");
        }
    }

    @Override
    public void add() {
        if (operand.kind() == Operand.Kind.NONE) {
            return;
        } else if (isMixed(best, candidate)) {
            throw operand.unfit(kinds(best));
        }
        take();
    }

    @Override
    public void merge(Accumulator source) {
        Extreme other = (Extreme) source;
        if (other.best.kind() == NumberCell.NONE) {
            return;
        }
        candidate.of(other.best, other.cells);
        if (isMixed(best, candidate)) {
            throw operand.refused(operand.call() + " needs " + kinds(best));
        }
        take();
    }

    private void take() {
        if (best.kind() == NumberCell.NONE || Integer.signum(candidate.compareTo(best, cells)) == sign) {
            candidate.into(best);
        }
    }

    static boolean isMixed(NumberCell best, OrderedValue candidate) {
        return best.kind() != NumberCell.NONE && candidate.isText() != (best.kind() == NumberCell.TEXT);
    }

    static String kinds(NumberCell best) {
        return best.kind() == NumberCell.TEXT
                ? "texts, as its group has texts already"
                : "numbers, as its group has numbers already";
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
