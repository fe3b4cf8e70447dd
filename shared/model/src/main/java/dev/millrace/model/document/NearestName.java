package dev.millrace.model.document;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody most likely meant who wrote a name that does not exist: by the optimal string alignment distance (insert, delete, replace,
 * swap of neighbours), capital letters alike. Stateless; any thread.
 */
public final class NearestName {

    private NearestName() {}

    /**
     * The nearest of the known names, if one is near enough: at most a third of the longer name's letters away, but always when only one
     * letter is. Of names equally near the first in iteration order.
     */
    public static Optional<String> of(String name, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int limit = Math.max(1, Math.max(name.length(), candidate.length()) / 3);
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance <= limit && distance < least && distance < candidate.length()) {
                best = candidate;
                least = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code did you mean "x"?}, or null where nothing is near. */
    public static String suggestion(String name, Collection<String> known) {
        return of(name, known).map(near -> "did you mean \"" + near + "\"?").orElse(null);
    }

    static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] spent = before;
            before = above;
            above = row;
            row = spent;
        }
        return above[b.length()];
    }
}
