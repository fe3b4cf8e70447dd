package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;

/** JSON strings: from bytes between quotes to text and back. Stateless; any thread. */
public final class JsonText {

    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /**
     * The text of a string whose content (without the quotes) is at [from, to).
     *
     * @throws MalformedJsonException for an unknown or unfinished escape
     */
    public static String decode(byte[] document, int from, int to) {
        int escape = from;
        while (escape < to && document[escape] != '\\') {
            escape++;
        }
        if (escape == to) {
            return new String(document, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        while (escape < to) {
            text.append(new String(document, plain, escape - plain, StandardCharsets.UTF_8));
            if (escape + 1 >= to) {
                throw new MalformedJsonException(escape, "an escape is not finished");
            }
            plain = escape + 2;
            switch (document[escape + 1]) {
                case '"' -> text.append('"');
                case '\\' -> text.append('\\');
                case '/' -> text.append('/');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) hex4(document, escape + 2, to));
                    plain = escape + 6;
                }
                default ->
                    throw new MalformedJsonException(
                            escape, "'\\" + (char) document[escape + 1] + "' is not an escape of JSON");
            }
            escape = plain;
            while (escape < to && document[escape] != '\\') {
                escape++;
            }
        }
        return text.append(new String(document, plain, to - plain, StandardCharsets.UTF_8))
                .toString();
    }

    static int hex4(byte[] document, int from, int to) {
        if (from + 4 > to) {
            throw new MalformedJsonException(from, "\\u needs four hexadecimal digits");
        }
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(document[i], 16);
            if (digit < 0) {
                throw new MalformedJsonException(i, "\\u needs four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return code;
    }

    /** Appends text as a JSON string with its quotes, escaping only what JSON demands. A lone surrogate becomes its escape. */
    public static void write(String text, ByteSink out) {
        out.put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                out.put(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.put(text.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else {
                writeSpecial(c, out);
            }
        }
        out.put('"');
    }

    private static void writeSpecial(char c, ByteSink out) {
        switch (c) {
            case '"' -> out.put("\\\"");
            case '\\' -> out.put("\\\\");
            case '\n' -> out.put("\\n");
            case '\r' -> out.put("\\r");
            case '\t' -> out.put("\\t");
            default -> {
                if (c < 0x20 || Character.isSurrogate(c)) {
                    out.put("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        out.put(HEX.charAt(c >> shift & 15));
                    }
                } else {
                    out.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
