package dev.millrace.model.aggregate;

import java.util.List;

/**
 * Which arguments an aggregate takes: expressions first, literals behind them. Immutable; any thread.
 *
 * @param form a call in its right form, for sentences
 * @param operands what its expressions have to be, at least one
 * @param needsOperands whether they must be there; where not, it has no other arguments
 * @param literals what its literals have to be
 * @param least how many of the literals must be there
 */
record Signature(String form, List<Operands> operands, boolean needsOperands, List<Literal> literals, int least) {

    static Signature of(String form, Operands... operands) {
        return new Signature(form, List.of(operands), true, List.of(), 0);
    }

    /** The same without need of its expression. */
    Signature optional() {
        return new Signature(form, operands, false, literals, least);
    }

    /** The same with one more literal that must be there. */
    Signature required(Literal literal) {
        return new Signature(form, operands, needsOperands, List.of(literal), 1);
    }

    /** The same with one more literal, the last one, that may be there. */
    Signature optional(Literal literal) {
        List<Literal> more = literals.isEmpty() ? List.of(literal) : List.of(literals.get(0), literal);
        return new Signature(form, operands, needsOperands, more, least);
    }

    /** The least number of arguments. */
    int fewest() {
        return needsOperands ? operands.size() + least : 0;
    }

    /** The greatest number of arguments. */
    int most() {
        return operands.size() + literals.size();
    }

    /** For sentences: {@code 1 argument}, {@code 2 or 3 arguments}. */
    String counts() {
        String numbers = fewest() == most() ? "" + most() : fewest() + " or " + most();
        return numbers + (most() == 1 ? " argument" : " arguments");
    }

    /** The right form with the argument at that index, from 0, in it. */
    String formWith(int argument) {
        return form.split(",").length > argument ? form : form.replace(")", ", 5000)");
    }
}
