package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.Operand.Kind;
import dev.millrace.model.json.JsonDouble;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.Slice;

/** A relation between a field and a number, read and compared where it lies. Immutable; any thread. */
final class FieldNumberComparison extends FieldCondition {

    private final Relation relation;
    private final boolean isInteger;
    private final long integer;
    private final double decimal;

    /** @param number an integer or a decimal */
    FieldNumberComparison(Relation relation, Field field, Literal number) {
        super(field);
        this.relation = relation;
        this.isInteger = number.kind() == Kind.INTEGER;
        this.integer = number.integer();
        this.decimal = number.decimal();
    }

    @Override
    Truth of(byte[] document, long slice) {
        int from = Slice.from(slice);
        int to = Slice.to(slice);
        long plain = JsonNumber.plainLong(document, from, to);
        if (plain != JsonNumber.NOT_PLAIN) {
            return against(plain);
        }
        byte first = document[from];
        if ((first == '-' || first >= '0' && first <= '9') && !JsonNumber.isInteger(document, from, to)) {
            double value = JsonDouble.read(document, from, to);
            return Double.isNaN(value) ? Truth.ERROR : against(value);
        }
        Operand value = new Operand();
        return switch (Field.decode(document, slice, value)) {
            case INTEGER -> against(value.integer());
            case DECIMAL -> against(value.decimal());
            case ERROR -> Truth.ERROR;
            default -> relation.ofUnlike();
        };
    }

    private Truth against(long value) {
        return Truth.of(isInteger ? relation.holds(value, integer) : relation.holds(value, decimal));
    }

    private Truth against(double value) {
        return Truth.of(isInteger ? relation.holds(value, integer) : relation.holds(value, decimal));
    }
}
