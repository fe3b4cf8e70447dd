package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes JSON documents and broken ones from a seed: white space, escapes, unicode, names standing twice. */
final class JsonDocuments {

    private static final String[] NAMES = {"a", "b", "c", "card", "é", "x y", "\"", "\uD83D\uDE00", ""};
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "7",
        "-12",
        "9223372036854775807",
        "123456789012345678901234567890",
        "1.50",
        "-0.0",
        "1e5",
        "2E-3",
        "1.0e+10"
    };
    private static final String[] PIECES = {
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\ud83d\\ude00",
        "\\ud800",
        "é",
        "\uD83D\uDE00",
        "x",
        " ",
        "{",
        "]",
        ",",
        ":"
    };

    private static final String SIGNS = "{}[]\",:0-.eE\\tfnu\n";

    private final Random random;
    private final StringBuilder text = new StringBuilder();

    JsonDocuments(long seed) {
        this.random = new Random(seed);
    }

    byte[] next() {
        text.setLength(0);
        space();
        object(0);
        space();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A document with one to three bytes changed, removed, inserted or cut off. */
    byte[] broken() {
        byte[] document = next();
        for (int i = 1 + random.nextInt(3); i > 0 && document.length > 1; i--) {
            int at = random.nextInt(document.length);
            ByteSink out = new ByteSink(document.length + 1).put(document, 0, at);
            byte[] some = {
                (byte) (random.nextBoolean() ? random.nextInt(256) : SIGNS.charAt(random.nextInt(SIGNS.length())))
            };
            document = switch (random.nextInt(4)) {
                case 0 -> out.put(some).put(document, at + 1, document.length).toBytes();
                case 1 -> out.put(document, at + 1, document.length).toBytes();
                case 2 -> out.put(some).put(document, at, document.length).toBytes();
                default -> random.nextInt(4) == 0 ? out.toBytes() : document;
            };
        }
        return document;
    }

    FieldPath path() {
        int depth = 1 + random.nextInt(3);
        java.util.List<String> names = new java.util.ArrayList<>();
        for (int i = 0; i < depth; i++) {
            names.add(NAMES[random.nextInt(NAMES.length)]);
        }
        return FieldPath.of(names);
    }

    byte[] value() {
        text.setLength(0);
        value(2);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    private void value(int depth) {
        switch (random.nextInt(depth > 3 ? 5 : 8)) {
            case 0 -> text.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 1 -> string();
            case 2 -> text.append("true");
            case 3 -> text.append("false");
            case 4 -> text.append("null");
            case 5 -> array(depth + 1);
            default -> object(depth + 1);
        }
    }

    private void object(int depth) {
        text.append('{');
        space();
        for (int i = random.nextInt(6); i > 0; i--) {
            name(NAMES[random.nextInt(NAMES.length)]);
            space();
            text.append(':');
            space();
            value(depth);
            space();
            if (i > 1) {
                text.append(',');
                space();
            }
        }
        text.append('}');
    }

    private void array(int depth) {
        text.append('[');
        space();
        for (int i = random.nextInt(4); i > 0; i--) {
            value(depth);
            space();
            if (i > 1) {
                text.append(',');
                space();
            }
        }
        text.append(']');
    }

    /** The name, each character as it is or escaped. */
    private void name(String name) {
        text.append('"');
        boolean escaped = random.nextInt(4) == 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || escaped) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private void string() {
        text.append('"');
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        text.append('"');
    }

    private void space() {
        if (random.nextInt(4) == 0) {
            text.append(" \n\t\r".charAt(random.nextInt(4)));
        }
    }
}
