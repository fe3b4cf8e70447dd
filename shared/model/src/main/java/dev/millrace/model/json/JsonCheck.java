package dev.millrace.model.json;

import static dev.millrace.model.json.JsonScan.skipSpace;

/**
 * The door's check that bytes are one JSON value as RFC 8259 has it, in valid UTF-8, nested at most {@value #MAX_DEPTH} deep. What passed
 * here can be scanned without surprises. Stateless; any thread.
 */
public final class JsonCheck {

    /** The deepest nesting of objects and arrays that is let in. */
    public static final int MAX_DEPTH = 100;

    private JsonCheck() {}

    /**
     * Checks that [from, to) holds one object and white space.
     *
     * @throws MalformedJsonException where it does not
     */
    public static void object(byte[] document, int from, int to) {
        object(document, from, to, null);
    }

    /** The same, telling the members of the outermost object to a probe if there is one. */
    static void object(byte[] document, int from, int to, FieldProbe probe) {
        int at = skipSpace(document, from, to);
        if (at >= to || document[at] != '{') {
            throw new MalformedJsonException(
                    at,
                    at >= to
                            ? "expected a JSON object, found nothing"
                            : "an event is a JSON object: expected '{', found " + shown(document[at]));
        }
        int end = skipSpace(document, members(document, at, to, 1, probe), to);
        if (end < to) {
            throw new MalformedJsonException(end, "expected the end of the document, found " + shown(document[end]));
        }
    }

    /** Checks the value that starts at {@code at} and answers the byte after it. */
    public static int value(byte[] doc, int at, int to, int depth) {
        if (at >= to) {
            throw new MalformedJsonException(at, "the document ends where a value was expected");
        }
        return switch (doc[at]) {
            case '{' -> members(doc, at, to, depth + 1, null);
            case '[' -> array(doc, at, to, depth + 1);
            case '"' -> string(doc, at, to);
            case 't' -> word(doc, at, to, "true");
            case 'f' -> word(doc, at, to, "false");
            case 'n' -> word(doc, at, to, "null");
            default -> number(doc, at, to);
        };
    }

    private static int members(byte[] doc, int start, int to, int depth, FieldProbe probe) {
        deep(start, depth);
        int at = skipSpace(doc, start + 1, to);
        if (at < to && doc[at] == '}') {
            return at + 1;
        }
        while (true) {
            if (at >= to || doc[at] != '"') {
                throw expected(doc, at, to, "a member name in quotes");
            }
            int name = at + 1;
            int nameEnd = string(doc, at, to) - 1;
            at = skipSpace(doc, nameEnd + 1, to);
            if (at >= to || doc[at] != ':') {
                throw expected(doc, at, to, "':'");
            }
            int value = skipSpace(doc, at + 1, to);
            int valueEnd = value(doc, value, to, depth);
            if (probe != null) {
                probe.member(name, nameEnd, value, valueEnd);
            }
            at = skipSpace(doc, valueEnd, to);
            if (at < to && doc[at] == '}') {
                return at + 1;
            }
            if (at >= to || doc[at] != ',') {
                throw expected(doc, at, to, "',' or '}'");
            }
            at = skipSpace(doc, at + 1, to);
        }
    }

    private static int array(byte[] doc, int start, int to, int depth) {
        deep(start, depth);
        int at = skipSpace(doc, start + 1, to);
        if (at < to && doc[at] == ']') {
            return at + 1;
        }
        while (true) {
            at = skipSpace(doc, value(doc, at, to, depth), to);
            if (at < to && doc[at] == ']') {
                return at + 1;
            }
            if (at >= to || doc[at] != ',') {
                throw expected(doc, at, to, "',' or ']'");
            }
            at = skipSpace(doc, at + 1, to);
        }
    }

    private static int string(byte[] doc, int start, int to) {
        int at = start + 1;
        while (at < to) {
            int b = doc[at];
            if (b == '"') {
                return at + 1;
            } else if (b == '\\') {
                at = escape(doc, at, to);
            } else if (b < 0) {
                at = multiByte(doc, at, to);
            } else if (b < 0x20) {
                throw new MalformedJsonException(at, "a control character in a string must be escaped");
            } else {
                at++;
            }
        }
        throw new MalformedJsonException(start, "a string that starts here does not end");
    }

    private static int escape(byte[] doc, int at, int to) {
        if (at + 1 >= to) {
            throw new MalformedJsonException(at, "an escape is not finished");
        }
        switch (doc[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 2;
            }
            case 'u' -> {
                JsonText.hex4(doc, at + 2, to);
                return at + 6;
            }
            default -> throw new MalformedJsonException(at, "'\\" + (char) doc[at + 1] + "' is not an escape of JSON");
        }
    }

    /** One character of two to four bytes; the table of well-formed sequences is the Unicode standard's 3-7. */
    private static int multiByte(byte[] doc, int at, int to) {
        int lead = doc[at] & 0xff;
        int more = lead >= 0xc2 && lead <= 0xdf
                ? 1
                : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
        if (more < 0 || at + more >= to) {
            throw new MalformedJsonException(at, "not valid UTF-8");
        }
        int second = doc[at + 1] & 0xff;
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            throw new MalformedJsonException(at, "not valid UTF-8");
        }
        for (int i = at + 2; i <= at + more; i++) {
            if ((doc[i] & 0xc0) != 0x80) {
                throw new MalformedJsonException(at, "not valid UTF-8");
            }
        }
        return at + more + 1;
    }

    private static int word(byte[] doc, int at, int to, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= to || doc[at + i] != word.charAt(i)) {
                throw expected(doc, at, to, "a value");
            }
        }
        return at + word.length();
    }

    private static int number(byte[] doc, int start, int to) {
        int at = start;
        if (doc[at] == '-') {
            at++;
        }
        int integer = at;
        at = digits(doc, at, to);
        if (at == integer) {
            throw expected(doc, start, to, "a value");
        }
        if (doc[integer] == '0' && at > integer + 1) {
            throw new MalformedJsonException(integer, "a number must not start with 0");
        }
        if (at < to && doc[at] == '.') {
            int fraction = at + 1;
            at = digits(doc, fraction, to);
            if (at == fraction) {
                throw expected(doc, at, to, "a digit");
            }
        }
        if (at < to && (doc[at] == 'e' || doc[at] == 'E')) {
            int exponent = at + 1;
            if (exponent < to && (doc[exponent] == '+' || doc[exponent] == '-')) {
                exponent++;
            }
            at = digits(doc, exponent, to);
            if (at == exponent) {
                throw expected(doc, at, to, "a digit");
            }
        }
        return at;
    }

    private static int digits(byte[] doc, int from, int to) {
        int at = from;
        while (at < to && doc[at] >= '0' && doc[at] <= '9') {
            at++;
        }
        return at;
    }

    private static void deep(int at, int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedJsonException(at, "nested more than " + MAX_DEPTH + " deep");
        }
    }

    private static MalformedJsonException expected(byte[] doc, int at, int to, String what) {
        return new MalformedJsonException(
                at, "expected " + what + ", found " + (at < to ? shown(doc[at]) : "the end of the document"));
    }

    private static String shown(byte b) {
        return b > 0x20 && b < 0x7f ? "'" + (char) b + "'" : String.format("byte 0x%02x", b & 0xff);
    }
}
