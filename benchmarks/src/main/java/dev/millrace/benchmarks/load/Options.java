package dev.millrace.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A load test's command line: {@code --name value}, every name with a default. */
public final class Options {

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * @param defaults of every option there is
     * @throws IllegalArgumentException with a sentence when an option is unknown or has no value
     */
    public Options(String[] args, Map<String, String> defaults) {
        values.putAll(defaults);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!defaults.containsKey(name)) {
                throw new IllegalArgumentException("\"" + args[i] + "\" is no option; there are --"
                        + String.join(
                                ", --", defaults.keySet().stream().sorted().toList()));
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
            values.put(name, args[i + 1]);
        }
    }

    public String text(String name) {
        return values.get(name);
    }

    /** A whole number of at least {@code least}. */
    public int number(String name, int least) {
        try {
            int value = Integer.parseInt(text(name));
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "--" + name + " must be a whole number of " + least + " or more, not \"" + text(name) + "\"");
    }

    /** Words separated by commas. */
    public List<String> list(String name) {
        return List.of(text(name).split(","));
    }
}
