package dev.millrace.model.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of {@code name(argument)}, as positions in its text in chars. Immutable.
 *
 * @param name what stands before the bracket
 * @param nameFrom first char of the name
 * @param open where the opening bracket stands
 * @param close where the bracket stands that closes it; -1 when none does
 */
record CallText(String name, int nameFrom, int open, int close) {

    private static final Pattern START = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*\\(");

    /** The parts; nothing when the text does not start like a call. */
    static Optional<CallText> parse(String text) {
        Matcher start = START.matcher(text);
        if (!start.lookingAt()) {
            return Optional.empty();
        }
        int open = start.end() - 1;
        return Optional.of(new CallText(start.group(1), start.start(1), open, close(text, open)));
    }

    /** Where the bracket stands that closes the one at {@code open}; -1 when none does. */
    static int close(String text, int open) {
        int depth = 0;
        int at = open;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = behindText(text, at);
                continue;
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            }
            if (depth == 0) {
                return c == ')' ? at : -1;
            }
            at++;
        }
        return -1;
    }

    /** A stretch of a text, [from, to), without space at its ends. */
    record Part(int from, int to) {}

    /** What stands between the closed brackets, cut at its commas, but not at those inside brackets and texts; empty for nothing. */
    List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        int start = open + 1;
        int depth = 0;
        int at = start;
        while (at < close) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = behindText(text, at);
                continue;
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(part(text, start, at));
                start = at + 1;
            }
            at++;
        }
        Part last = part(text, start, close);
        if (!parts.isEmpty() || last.from < last.to) {
            parts.add(last);
        }
        return parts;
    }

    private static Part part(String text, int start, int end) {
        int from = start;
        while (from < end && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        return new Part(from, from + text.substring(from, end).stripTrailing().length());
    }

    /** The char behind the text literal that starts at a quote: brackets in it are no brackets. */
    private static int behindText(String text, int quote) {
        String one = text.substring(quote, quote + 1);
        String end = text.startsWith(one.repeat(3), quote) ? one.repeat(3) : one;
        boolean raw = quote > 0 && "rR".indexOf(text.charAt(quote - 1)) >= 0;
        int at = quote + end.length();
        while (at < text.length() && !text.startsWith(end, at)) {
            at += !raw && text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + end.length();
    }
}
