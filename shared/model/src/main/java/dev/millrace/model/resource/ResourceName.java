package dev.millrace.model.resource;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What streams and pipelines may be called. Stateless; any thread. */
public final class ResourceName {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?");

    private ResourceName() {}

    /** A sentence saying what is wrong with a name; nothing when it is fine. */
    public static Optional<String> mistake(String name) {
        if (name.startsWith("millrace.")) {
            return Optional.of("\"" + name + "\" starts with millrace., which is kept for Millrace itself");
        }
        if (FORM.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of("\"" + name
                + "\" is not a name: expected 1 to 100 of a-z, 0-9, . and -, first and last of a-z and 0-9");
    }

    /** The nearest valid form, if there is an obvious one. */
    public static Optional<String> nearest(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return mistake(plain).isEmpty() ? Optional.of(plain) : Optional.empty();
    }
}
