package dev.millrace.benchmarks.compare.job;

import java.nio.file.Path;
import java.util.List;

/**
 * What a contender's process is told.
 *
 * @param kind what is to be done
 * @param name unlike that of any other process of the run: group, transactional ids
 * @param latenessMillis how long a window waits for events after its end
 * @param gapMillis the pause that ends a session
 * @param commitMillis how often results, state and offsets are committed
 * @param suppress whether Kafka Streams holds results back with {@code suppress} and not with an emit strategy
 * @param folder where it may keep files
 */
public record Job(
        JobKind kind,
        String bootstrap,
        String name,
        String input,
        String output,
        long latenessMillis,
        long gapMillis,
        long commitMillis,
        int threads,
        boolean suppress,
        Path folder) {

    public static Job of(String[] arguments) {
        return new Job(
                JobKind.valueOf(arguments[0]),
                arguments[1],
                arguments[2],
                arguments[3],
                arguments[4],
                Long.parseLong(arguments[5]),
                Long.parseLong(arguments[6]),
                Long.parseLong(arguments[7]),
                Integer.parseInt(arguments[8]),
                Boolean.parseBoolean(arguments[9]),
                Path.of(arguments[10]));
    }

    public List<String> arguments() {
        return List.of(
                kind.name(),
                bootstrap,
                name,
                input,
                output,
                Long.toString(latenessMillis),
                Long.toString(gapMillis),
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
