package dev.millrace.model.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as resources write them: {@code 65536 64KiB 512MiB 2GiB}. Stateless; any thread. */
public final class SizeText {

    /** Nine digits of the largest unit fit a long. */
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)?");

    private SizeText() {}

    /**
     * Reads a whole number of bytes, or of one of the units.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is not a number of bytes: expected a whole number, alone or with KiB, MiB or GiB, like 64MiB");
        }
        int shift = form.group(2) == null
                ? 0
                : 10 * (1 + "KMG".indexOf(form.group(2).charAt(0)));
        return Long.parseLong(form.group(1)) << shift;
    }

    /** The shortest form: the largest unit that keeps the number whole. */
    public static String write(long bytes) {
        String[] units = {"GiB", "MiB", "KiB"};
        for (int i = 0; i < units.length; i++) {
            int shift = 30 - 10 * i;
            if (bytes > 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + units[i];
            }
        }
        return Long.toString(bytes);
    }
}
