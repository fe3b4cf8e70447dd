package dev.millrace.model.expression.compiled;

import static dev.millrace.model.json.JsonScan.skipSpace;
import static dev.millrace.model.json.JsonScan.skipValue;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;

/** {@code size}: of a text its characters (code points), of an array its items. Immutable; any thread. */
final class Size implements Node {

    private final Overloads overloads;
    private final Node operand;

    Size(Overloads overloads, Node operand) {
        this.overloads = overloads;
        this.operand = operand;
    }

    @Override
    public MissingField missing(Event event) {
        return operand.read(event, new Operand()) == Kind.ERROR ? operand.missing(event) : null;
    }

    @Override
    public Kind read(Event event, Operand into) {
        Kind kind = operand.read(event, into);
        if (!overloads.take(kind)) {
            return Kind.ERROR;
        }
        return switch (kind) {
            case TEXT -> into.put((long) characters(into));
            case ARRAY -> into.put((long) items(into.document(), into.from(), into.to()));
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
