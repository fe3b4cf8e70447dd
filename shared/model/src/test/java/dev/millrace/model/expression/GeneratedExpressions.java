package dev.millrace.model.expression;

import java.util.Random;

/** Makes expressions over the fields of {@link GeneratedEvents} from a seed: what is compiled, some of what is not, values of the wrong kind. */
final class GeneratedExpressions {

    private static final String[] FIELDS = {
        "a",
        "b",
        "c",
        "a",
        "b",
        "c",
        "o.x",
        "o.y",
        "o.y.z",
        "o[\"x y\"]",
        "event.a",
        "event[\"x y\"]",
        "event[\"é\"]",
        "missing",
        "o.missing"
    };
    private static final String[] PRESENCES = {
        "event.a", "event.missing", "o.x", "o.y.z", "o.missing", "missing.x", "event[\"o\"].x", "a.x"
    };
    private static final String[] INTEGERS = {
        "0",
        "1",
        "-1",
        "2",
        "7",
        "100",
        "-100",
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "4611686018427387904"
    };
    private static final String[] DECIMALS = {
        "0.0",
        "-0.0",
        "1.0",
        "0.1",
        "2.5",
        "-2.5",
        "100.0",
        "9007199254740992.0",
        "9007199254740993.0",
        "9.223372036854775807e18",
        "1e300",
        "-1e300",
        "5e-324",
        "123456789.125"
    };
    private static final String[] TEXTS = {
        "\"\"",
        "\"web\"",
        "\"we\"",
        "\"app\"",
        "\"Web\"",
        "\"1\"",
        "\"12.5\"",
        "\"é\"",
        "\"web\\n\"",
        "\"\\\\\"",
        "\"\uD83D\uDE00\"",
        "\"\uFFFD\"",
        "\"\uFB01\"",
        "\"a\\\"b\"",
        "\"true\""
    };
    private static final String[] RELATIONS = {"==", "!=", "<", "<=", ">", ">="};
    private static final String[] UNCOVERED = {
        "a.matches(\"^w\")",
        "o.exists(k, k == \"x\")",
        "size(event) > 2",
        "meta.key == \"k\"",
        "type(a) == int",
        "[a, b] == [1, 2]",
        "math.greatest(1, 2) > 1",
        "\"x\" in o",
        "b in [a, 1]",
        "a.lowerAscii() == \"web\"",
        "c[0] == 1"
    };

    private final Random random;

    GeneratedExpressions(Random random) {
        this.random = random;
    }

    String next() {
        return switch (random.nextInt(8)) {
            case 0 -> number(3);
            case 1 -> text(3);
            case 2 -> any(3);
            default -> condition(4);
        };
    }

    private String condition(int depth) {
        if (depth <= 0) {
            return random.nextInt(4) == 0 ? field() : comparison(0);
        }
        return switch (random.nextInt(19)) {
            case 0, 1, 2 -> "(" + operand(depth) + " && " + operand(depth) + ")";
            case 3, 4, 5 -> "(" + operand(depth) + " || " + operand(depth) + ")";
            case 6 -> "!" + parenthesised(condition(depth - 1));
            case 7 -> "(" + condition(depth - 1) + " ? " + condition(depth - 1) + " : " + condition(depth - 1) + ")";
            case 8 -> "has(" + pick(PRESENCES) + ")";
            case 9 -> field() + " in " + list();
            case 10 -> "(" + number(1) + ") in " + list();
            case 11 -> text(1) + "." + pick("startsWith", "endsWith", "contains") + "(" + text(0) + ")";
            case 12 -> pick("true", "false");
            case 13 -> random.nextInt(6) == 0 ? "(" + pick(UNCOVERED) + ")" : comparison(1);
            default -> comparison(depth - 1);
        };
    }

    private String operand(int depth) {
        return random.nextInt(8) == 0 ? any(depth - 1) : condition(depth - 1);
    }

    private String comparison(int depth) {
        String relation = " " + pick(RELATIONS) + " ";
        return switch (random.nextInt(8)) {
            case 0 -> numberField() + relation + number(0);
            case 1 -> textField() + relation + pick(TEXTS);
            case 2 -> literal() + relation + field();
            case 3 -> field() + relation + field();
            case 4 -> text(depth) + relation + text(depth);
            case 5 -> any(depth) + relation + any(depth);
            default -> number(depth) + relation + number(depth);
        };
    }

    private String number(int depth) {
        if (depth <= 0) {
            return random.nextInt(3) == 0 ? pick(INTEGERS) : random.nextInt(4) == 0 ? pick(DECIMALS) : numberField();
        }
        return switch (random.nextInt(9)) {
            case 0 -> "size(" + text(depth - 1) + ")";
            case 1 -> field() + ".size()";
            case 2 -> "-" + parenthesised(number(depth - 1));
            case 3 -> pick("int", "double") + "(" + any(depth - 1) + ")";
            case 4 -> "(" + condition(1) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
            default -> "(" + number(depth - 1) + " " + pick("+", "-", "*", "/", "%") + " " + number(depth - 1) + ")";
        };
    }

    private String text(int depth) {
        if (depth <= 0) {
            return random.nextInt(3) == 0 ? pick(TEXTS) : textField();
        }
        return switch (random.nextInt(5)) {
            case 0 -> "string(" + any(depth - 1) + ")";
            case 1 -> "(" + text(depth - 1) + " + " + text(depth - 1) + ")";
            case 2 -> "(" + condition(1) + " ? " + text(depth - 1) + " : " + text(depth - 1) + ")";
            default -> text(0);
        };
    }

    private String any(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> literal();
            case 1 -> parenthesised(condition(depth - 1));
            case 2 -> number(depth);
            case 3 -> text(depth);
            default -> field();
        };
    }

    private String list() {
        StringBuilder items = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
            items.append(random.nextInt(20) == 0 ? field() : literal()).append(i > 1 ? ", " : "");
        }
        return items.append("]").toString();
    }

    private String literal() {
        return switch (random.nextInt(7)) {
            case 0 -> pick("true", "false", "null");
            case 1 -> pick(DECIMALS);
            case 2, 3 -> pick(INTEGERS);
            default -> pick(TEXTS);
        };
    }

    /** A field that mostly is a number. */
    private String numberField() {
        return random.nextInt(8) == 0 ? field() : pick("a", "b", "o.x");
    }

    /** A field that mostly is a text. */
    private String textField() {
        return random.nextInt(8) == 0 ? field() : pick("c", "o.y.z");
    }

    private String field() {
        return pick(FIELDS);
    }

    private static String parenthesised(String expression) {
        return "(" + expression + ")";
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }
}
