package dev.millrace.model.expression.compiled;

/** Whether a field is {@code in} a list of numbers and texts. Immutable; any thread. */
final class FieldMembership extends FieldCondition {

    private final FieldCondition[] items;

    /** @param items whether the field is equal to each item, of which there is at least one */
    FieldMembership(Field field, FieldCondition... items) {
        super(field);
        this.items = items;
    }

    @Override
    Truth of(byte[] document, long slice) {
        for (FieldCondition item : items) {
            Truth truth = item.of(document, slice);
            if (truth != Truth.FALSE) {
                return truth;
            }
        }
        return Truth.FALSE;
    }
}
