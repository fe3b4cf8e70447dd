package dev.millrace.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Reads whole numbers out of a JSON object's bytes, by the names of its fields, and stops at the last one wanted. All contenders but the
 * platform read events with it. Stateless; any thread.
 */
final class FieldScanner {

    private final byte[][] names;
    private final int all;

    FieldScanner(String... names) {
        this.names = Stream.of(names)
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.all = (1 << names.length) - 1;
    }

    /** Puts the fields' numbers into {@code values}, in the order of the names; false when one of them is missing. */
    boolean scan(byte[] json, long[] values) {
        int found = 0;
        int at = skipSpace(json, 0) + 1;
        while (found != all) {
            at = skipSpace(json, at);
            if (json[at] == '}') {
                return false;
            }
            int from = at + 1;
            int to = endOfString(json, from);
            at = skipSpace(json, skipSpace(json, to + 1) + 1);
            int wanted = wanted(json, from, to, found);
            if (wanted < 0) {
                at = skipValue(json, at);
            } else {
                found |= 1 << wanted;
                at = number(json, at, values, wanted);
            }
            at = skipSpace(json, at);
            if (json[at] == ',') {
                at++;
            }
        }
        return true;
    }

    private int wanted(byte[] json, int from, int to, int found) {
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            if ((found & 1 << i) == 0
                    && name.length == to - from
                    && Arrays.equals(name, 0, name.length, json, from, to)) {
                return i;
            }
        }
        return -1;
    }

    private static int number(byte[] json, int from, long[] values, int index) {
        int at = json[from] == '-' ? from + 1 : from;
        long value = 0;
        while (json[at] >= '0' && json[at] <= '9') {
            value = value * 10 + json[at++] - '0';
        }
        if (json[at] != ',' && json[at] != '}' && json[at] > ' ') {
            throw new IllegalArgumentException("no whole number at byte " + from);
        }
        values[index] = json[from] == '-' ? -value : value;
        return at;
    }

    private static int skipValue(byte[] json, int from) {
        if (json[from] == '"') {
            return endOfString(json, from + 1) + 1;
        }
        int at = from;
        int depth = 0;
        while (true) {
            byte c = json[at];
            if (c == '"') {
                at = endOfString(json, at + 1);
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (depth == 0 && (c == ',' || c == '}')) {
                return at;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
    }

    private static int endOfString(byte[] json, int from) {
        int at = from;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private static int skipSpace(byte[] json, int from) {
        int at = from;
        while (json[at] <= ' ' && json[at] >= 0) {
            at++;
        }
        return at;
    }
}
