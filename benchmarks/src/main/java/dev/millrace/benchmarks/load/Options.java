package dev.millrace.benchmarks.load;

import dev.millrace.model.document.NearestName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A benchmark's command line: {@code --name value}, every name with a default. What is wrong with it is said in a sentence. */
public final class Options {

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * @param defaults of every option there is
     * @throws IllegalArgumentException when an option is unknown or has no value
     */
    public Options(String[] args, Map<String, String> defaults) {
        values.putAll(defaults);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!defaults.containsKey(name)) {
                throw unknown(
                        "option",
                        args[i],
                        values.keySet().stream().map(known -> "--" + known).toList());
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
        return (int) number(name, least, Integer.MAX_VALUE);
    }

    /** A whole number, both bounds inclusive; digits may be grouped by {@code _}. */
    public long number(String name, long least, long most) {
        return number(name, text(name), least, most);
    }

    /** Whole numbers separated by commas, none twice. */
    public List<Integer> numbers(String name, int least, int most) {
        return words(name)
                .map(word -> (int) number(name, word, least, most))
                .distinct()
                .toList();
    }

    private static long number(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value.replace("_", ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("--" + name + " must be a whole number "
                + (most == Integer.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most)
                + ", not \""
                + value + "\"");
    }

    /** One of some words. */
    public String oneOf(String name, Collection<String> known) {
        return oneOf(name, text(name), known);
    }

    /** Some of these words, separated by commas. */
    public List<String> list(String name, Collection<String> known) {
        return words(name).map(word -> oneOf(name, word, known)).toList();
    }

    private Stream<String> words(String name) {
        return Stream.of(text(name).split(",")).map(String::strip);
    }

    private static String oneOf(String name, String value, Collection<String> known) {
        if (!known.contains(value)) {
            throw unknown("value of --" + name, value, known);
        }
        return value;
    }

    private static IllegalArgumentException unknown(String what, String value, Collection<String> known) {
        String suggestion = NearestName.suggestion(value, known);
        String rest = suggestion != null ? suggestion : "known are " + String.join(", ", known);
        return new IllegalArgumentException("\"" + value + "\" is no " + what + ": " + rest);
    }
}
