package dev.millrace.model.expression.compiled;

import static dev.millrace.model.json.JsonScan.skipSpace;
import static dev.millrace.model.json.JsonScan.skipValue;

import dev.millrace.model.expression.compiled.Operand.Kind;

/** {@code size}: of a text its characters (code points), of an array its items. Immutable; any thread. */
final class Size extends UnaryCall {

    Size(Overloads overloads, Node operand) {
        super(overloads, operand);
    }

    @Override
    Kind of(Kind kind, Operand value) {
        return switch (kind) {
            case TEXT -> value.put((long) characters(value));
            case ARRAY -> value.put((long) items(value.document(), value.from(), value.to()));
            default -> throw LeftToRuntimeException.leave();
        };
    }

    private static int characters(Operand text) {
        int plain = text.plainLength();
        return plain >= 0 ? plain : text.text().codePointCount(0, text.text().length());
    }

    private static int items(byte[] document, int from, int to) {
        int count = 0;
        int at = skipSpace(document, from + 1, to);
        while (at < to && document[at] != ']') {
            at = skipSpace(document, skipValue(document, at, to), to);
            count++;
            if (at < to && document[at] == ',') {
                at = skipSpace(document, at + 1, to);
            }
        }
        return count;
    }
}
