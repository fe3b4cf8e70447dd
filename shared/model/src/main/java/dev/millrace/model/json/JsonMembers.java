package dev.millrace.model.json;

import static dev.millrace.model.json.JsonScan.skipSpace;

/** Walks the members of one object in the order they stand. One walk, one thread. */
public final class JsonMembers {

    private final byte[] document;
    private int at;
    private boolean first = true;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;

    /**
     * @param at where the object's opening brace stands
     */
    public JsonMembers(byte[] document, int at) {
        if (at >= document.length || document[at] != '{') {
            throw new MalformedJsonException(at, "expected an object");
        }
        this.document = document;
        this.at = at + 1;
    }

    /** Moves to the next member; false at the end of the object. */
    public boolean next() {
        int to = document.length;
        at = skipSpace(document, at, to);
        if (at < to && document[at] == '}') {
            at++;
            return false;
        }
        if (!first) {
            at = skipSpace(document, JsonScan.expect(document, at, ','), to);
        }
        first = false;
        if (at >= to || document[at] != '"') {
            throw new MalformedJsonException(at, "expected a member name in quotes");
        }
        nameFrom = at + 1;
        at = JsonScan.skipString(document, at, to);
        nameTo = at - 1;
        at = skipSpace(document, at, to);
        valueFrom = skipSpace(document, JsonScan.expect(document, at, ':'), to);
        valueTo = JsonScan.skipValue(document, valueFrom, to);
        at = valueTo;
        return true;
    }

    /** Whether the current member has this name, escapes decoded. */
    public boolean named(byte[] utf8) {
        return JsonScan.sameName(document, nameFrom, nameTo, utf8);
    }

    /** The current member's name, escapes decoded. */
    public String name() {
        return JsonText.decode(document, nameFrom, nameTo);
    }

    /** First byte of the name's opening quote. */
    public int memberFrom() {
        return nameFrom - 1;
    }

    /** First byte of the current member's value. */
    public int valueFrom() {
        return valueFrom;
    }

    /** The byte after the current member's value. */
    public int valueTo() {
        return valueTo;
    }

    /** The byte after the last one read; after {@link #next} said false, the byte after the closing brace. */
    public int position() {
        return at;
    }
}
