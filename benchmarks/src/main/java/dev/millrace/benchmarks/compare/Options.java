package dev.millrace.benchmarks.compare;

import dev.millrace.model.document.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line says, as {@code --name value}.
 *
 * @param keys a topic, its rounds and its table for each
 * @param commit the loop's commit interval in milliseconds
 * @param peerCommit that of Kafka Streams, Flink and Jet
 * @param threads of Kafka Streams, Flink and Jet
 * @param emit how Kafka Streams tells a window once: {@code close} by its emit strategy, or {@code suppress}
 * @param collector {@code serial} or {@code parallel} for all contenders, or {@code own} for what each runs best with
 * @param profile whether each contender writes a flight recording beside its log; figures of such a run are lower
 * @param limit seconds after which a contender counts as stuck
 */
record Options(
        List<String> contenders,
        int rounds,
        long events,
        List<Integer> keys,
        int windows,
        long commit,
        long peerCommit,
        int threads,
        String emit,
        String heap,
        String collector,
        boolean profile,
        long limit,
        Path folder,
        Path root) {

    private static final Set<String> EMITS = Set.of("close", "suppress");
    private static final Set<String> SWITCHES = Set.of("on", "off");
    private static final Set<String> COLLECTORS = Set.of("own", "serial", "parallel");

    /** @throws IllegalArgumentException with a sentence */
    static Options of(String[] arguments) {
        Map<String, String> values = defaults();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!values.containsKey(name)) {
                throw unknown(
                        "option",
                        arguments[i],
                        values.keySet().stream().map(known -> "--" + known).toList());
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
            values.put(name, arguments[i + 1]);
        }
        return new Options(
                contenders(values.get("contenders")),
                (int) number(values, "rounds", 1, 1_000),
                number(values, "events", 1_000, 1_000_000_000),
                keys(values),
                (int) number(values, "windows", 2, 1_000),
                number(values, "commit", 1, 60_000),
                number(values, "peer-commit", 1, 60_000),
                (int) number(values, "threads", 1, 64),
                oneOf("emit", values.get("emit"), EMITS),
                heap(values.get("heap")),
                oneOf("collector", values.get("collector"), COLLECTORS),
                oneOf("profile", values.get("profile"), SWITCHES).equals("on"),
                number(values, "limit", 1, 86_400),
                Path.of(values.get("folder")).toAbsolutePath(),
                Path.of(values.get("root")).toAbsolutePath().normalize());
    }

    private static Map<String, String> defaults() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("contenders", String.join(",", Contender.NAMES));
        values.put("rounds", "5");
        values.put("events", "8000000");
        values.put("keys", "10000");
        values.put("windows", "24");
        values.put("commit", "30");
        values.put("peer-commit", "100");
        values.put("threads", "2");
        values.put("emit", "close");
        values.put("heap", "3g");
        values.put("collector", "own");
        values.put("profile", "off");
        values.put("limit", "600");
        values.put("folder", "benchmarks/target/compare");
        values.put("root", "");
        return values;
    }

    private static List<String> contenders(String value) {
        List<String> names = new ArrayList<>();
        for (String name : value.split(",")) {
            names.add(oneOf("contenders", name.strip(), Contender.NAMES));
        }
        return names;
    }

    private static String heap(String value) {
        if (!value.matches("[1-9][0-9]*[mg]")) {
            throw new IllegalArgumentException("--heap must be like 3g or 512m, not \"" + value + "\"");
        }
        return value;
    }

    private static List<Integer> keys(Map<String, String> values) {
        return Arrays.stream(values.get("keys").split(","))
                .map(one -> (int) number(Map.of("keys", one.strip()), "keys", 1_000, 10_000_000))
                .distinct()
                .toList();
    }

    private static long number(Map<String, String> values, String name, long least, long most) {
        String value = values.get(name);
        long number;
        try {
            number = Long.parseLong(value.replace("_", ""));
        } catch (NumberFormatException e) {
            number = least - 1;
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "--" + name + " must be a whole number from " + least + " to " + most + ", not \"" + value + "\"");
        }
        return number;
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
