package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.Operand.Kind;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A relation between a field and a text, compared where it lies unless it holds escapes. Immutable; any thread. */
final class FieldTextComparison extends FieldCondition {

    private final Relation relation;
    private final String text;
    private final byte[] utf8;
    private final boolean isComparedByBytes;

    FieldTextComparison(Relation relation, Field field, String text) {
        super(field);
        this.relation = relation;
        this.text = text;
        this.utf8 = text.getBytes(StandardCharsets.UTF_8);
        this.isComparedByBytes = relation.isOrder()
                // Bytes beyond ASCII have an order of their own, but all are greater than ASCII, as their characters
                // are.
                ? text.chars().allMatch(c -> c < 0x80)
                // What is not UTF-8 decodes to U+FFFD: then other bytes are the same text. Half a surrogate pair has no
                // bytes.
                : new String(utf8, StandardCharsets.UTF_8).equals(text) && text.indexOf('\uFFFD') < 0;
    }

    @Override
    Truth of(byte[] document, long slice) {
        int from = Slice.from(slice) + 1;
        int to = Slice.to(slice) - 1;
        if (document[from - 1] != '"') {
            return Field.decode(document, slice, new Operand()) == Kind.ERROR ? Truth.ERROR : relation.ofUnlike();
        } else if (!isComparedByBytes || JsonScan.hasEscape(document, from, to)) {
            return Truth.of(relation.holds(JsonText.decode(document, from, to).compareTo(text)));
        }
        return Truth.of(
                relation.isOrder()
                        ? relation.holds(Arrays.compareUnsigned(document, from, to, utf8, 0, utf8.length))
                        : Arrays.equals(document, from, to, utf8, 0, utf8.length) == (relation == Relation.EQUAL));
    }
}
