package dev.millrace.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a process in consumer groups and transactional ids, where {@code _} separates the parts. */
public final class InstanceName {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");

    private InstanceName() {}

    /**
     * The setting {@code instance}, else the machine's name.
     *
     * @throws StartException when the setting is not a name
     */
    static String of(Settings settings) {
        String given = settings.get("instance", "");
        if (given.isEmpty()) {
            return ofThisMachine();
        }
        if (!ALLOWED.matcher(given).matches()) {
            throw new StartException("setting instance must be 1 to 63 letters, digits, '.' and '-', not \"" + given
                    + "\"; '_' separates the parts of transactional ids");
        }
        return given;
    }

    private static String ofThisMachine() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            String fitting = name.replaceAll("[^a-z0-9.-]", "-").replaceAll("^[^a-z0-9]+", "");
            return fitting.isEmpty() ? "local" : fitting.substring(0, Math.min(fitting.length(), 63));
        } catch (UnknownHostException e) {
            return "local";
        }
    }
}
