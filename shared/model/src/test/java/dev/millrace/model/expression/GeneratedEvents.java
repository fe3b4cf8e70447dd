package dev.millrace.model.expression;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes events from a seed: all kinds of values in few fields, names twice or escaped, white space, and some with broken bytes. */
final class GeneratedEvents {

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "2",
        "7",
        "100",
        "007",
        "999999999999999999",
        "1000000000000000000",
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "0000000000000000000000000001",
        "0.0",
        "-0.0",
        "1.0",
        "0.1",
        "2.5",
        "1e2",
        "1E+2",
        "25e-1",
        "1e22",
        "1e23",
        "1e-22",
        "9007199254740992.0",
        "9007199254740993.0",
        "9007199254740994.5",
        "0.1000000000000000055511151231257827",
        "179769313486231570000e289",
        "1e400",
        "-1e400",
        "1e-400",
        "5e-324",
        "123456789.125",
        "1e99999999999",
        "0x1p3",
        "1.",
        "1.e2",
        ".5",
        "1e",
        "-",
        "+1",
        "1f",
        "NaN",
        "1_0"
    };
    /** So many of the first numbers are small integers. */
    private static final int SMALL = 8;

    private static final String[] STRINGS = {
        "",
        "web",
        "we",
        "app",
        "Web",
        "1",
        "12.5",
        "-3",
        "é",
        "\\u00e9",
        "w\\u0065b",
        "web\\n",
        "\\\\",
        "a\\\"b",
        "\uD83D\uDE00",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\uFFFD",
        "\uFB01",
        "\\q",
        "\\u12",
        "true",
        "a text of some length that is longer than a word"
    };
    private static final String SIGNS = "{}[]\",:0-.eE\\tfnu\n";

    private final Random random;
    private final StringBuilder json = new StringBuilder();
    private final JsonFields fields = new JsonFields();

    GeneratedEvents(Random random) {
        this.random = random;
    }

    Event next() {
        json.setLength(0);
        space();
        object(0, "a", "b", "c", "o", "x y", "é", "other");
        space();
        byte[] document = json.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            document = broken(document);
        }
        byte[] key = {'k'};
        return new Event(document, key, 0, Op.INSERT, null, random.nextBoolean() ? fields : null);
    }

    /** One to three bytes changed, or the end cut off. */
    private byte[] broken(byte[] document) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            document[random.nextInt(document.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(document, random.nextInt(document.length + 1)) : document;
    }

    private void object(int depth, String... names) {
        json.append('{');
        String separator = "";
        for (String name : names) {
            for (int times = random.nextInt(12) == 0 ? 2 : random.nextInt(6) == 0 ? 0 : 1; times > 0; times--) {
                json.append(separator);
                space();
                name(name);
                space();
                json.append(':');
                space();
                if (name.equals("o") && random.nextInt(8) > 0) {
                    object(depth + 1, "x", "y", "x y");
                } else if (name.equals("y") && random.nextInt(3) > 0) {
                    object(depth + 1, "z");
                } else if (random.nextInt(4) > 0 && List.of("a", "b", "x").contains(name)) {
                    number();
                } else if (random.nextInt(4) > 0 && List.of("c", "z").contains(name)) {
                    string();
                } else {
                    value(depth);
                }
                space();
                separator = ",";
            }
        }
        json.append('}');
    }

    private void value(int depth) {
        switch (random.nextInt(depth > 3 ? 10 : 12)) {
            case 0, 1, 2, 3, 4 -> number();
            case 5, 6 -> string();
            case 7 -> json.append(random.nextBoolean());
            case 8 -> json.append("null");
            case 9 -> json.append(random.nextInt(6) == 0 ? "tru" : "true");
            case 10 -> array(depth + 1);
            default -> object(depth + 1, "x", "y");
        }
    }

    private void number() {
        json.append(
                switch (random.nextInt(8)) {
                    case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
                    case 1, 2 -> anyNumber();
                    default -> NUMBERS[random.nextInt(SMALL)];
                });
    }

    /** Any number of up to 25 digits with any exponent of up to three. */
    private String anyNumber() {
        StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "").append(random.nextInt(10));
        for (int i = random.nextInt(random.nextInt(3) == 0 ? 22 : 12); i > 0; i--) {
            number.append(random.nextInt(10));
        }
        if (random.nextInt(4) > 0) {
            number.append('.').append(random.nextInt(10)).append(random.nextInt(100));
        }
        if (random.nextInt(3) == 0) {
            number.append(random.nextBoolean() ? "e" : "E")
                    .append(random.nextInt(random.nextBoolean() ? 30 : 350) - 15);
        }
        return number.toString();
    }

    private void array(int depth) {
        json.append('[');
        space();
        for (int i = random.nextInt(4); i > 0; i--) {
            value(depth);
            json.append(i > 1 ? "," : "");
            space();
        }
        json.append(']');
    }

    private void name(String name) {
        boolean escaped = random.nextInt(10) == 0;
        json.append('"');
        for (char c : name.toCharArray()) {
            json.append(escaped ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        json.append('"');
    }

    private void string() {
        json.append('"').append(STRINGS[random.nextInt(STRINGS.length)]).append('"');
    }

    private void space() {
        if (random.nextInt(8) == 0) {
            json.append(" \n\t\r".charAt(random.nextInt(4)));
        }
    }
}
