package dev.millrace.benchmarks.compare.job;

import java.nio.file.Path;
import java.util.List;

/**
 * What a contender's process is told.
 *
 * @param name unlike that of any other process of the run: group, transactional ids
 * @param commitMillis how often results, state and offsets are committed
 * @param suppress whether Kafka Streams holds results back with {@code suppress} and not with an emit strategy
 * @param folder where it may keep files
 */
public record Job(
        String bootstrap,
        String name,
        String input,
        String output,
        long commitMillis,
        int threads,
        boolean suppress,
        Path folder) {

    public static Job of(String[] arguments) {
        return new Job(
                arguments[0],
                arguments[1],
                arguments[2],
                arguments[3],
                Long.parseLong(arguments[4]),
                Integer.parseInt(arguments[5]),
                Boolean.parseBoolean(arguments[6]),
                Path.of(arguments[7]));
    }

    public List<String> arguments() {
        return List.of(
                bootstrap,
                name,
                input,
                output,
                Long.toString(commitMillis),
                Integer.toString(threads),
                Boolean.toString(suppress),
                folder.toString());
    }

    /** The topic for the loop's changelog. */
    public String changelog() {
        return output + "-changelog";
    }
}
