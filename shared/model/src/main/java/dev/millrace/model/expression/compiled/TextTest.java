package dev.millrace.model.expression.compiled;

import dev.millrace.model.event.Event;
import dev.millrace.model.expression.compiled.Operand.Kind;
import java.nio.charset.StandardCharsets;

/** {@code startsWith}, {@code endsWith} and {@code contains}. Immutable; any thread. */
final class TextTest extends Condition {

    enum Place {
        START,
        END,
        ANYWHERE;

        boolean holds(String text, String part) {
            return switch (this) {
                case START -> text.startsWith(part);
                case END -> text.endsWith(part);
                case ANYWHERE -> text.contains(part);
            };
        }
    }

    private final Place place;
    private final Node text;
    private final Node part;
    private final byte[] ascii;

    TextTest(Place place, Node text, Node part) {
        this.place = place;
        this.text = text;
        this.part = part;
        this.ascii = part instanceof Literal literal && literal.kind() == Kind.TEXT && isAscii(literal.text())
                ? literal.text().getBytes(StandardCharsets.US_ASCII)
                : null;
    }

    @Override
    public MissingField missing(Event event) {
        return Node.missing(event, text, part);
    }

    @Override
    public Truth test(Event event) {
        Operand whole = new Operand();
        Operand sought = new Operand();
        if (text.read(event, whole) != Kind.TEXT || part.read(event, sought) != Kind.TEXT) {
            return Truth.ERROR;
        }
        return Truth.of(whole.has(place, sought.text(), ascii));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
