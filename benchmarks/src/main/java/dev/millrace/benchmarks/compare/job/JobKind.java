package dev.millrace.benchmarks.compare.job;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is compared. */
public enum JobKind {
    /** Count and sum by the stream's key in tumbling windows of event time. */
    WINDOW("auction", List.of("millrace", "loop", "streams", "flink", "jet"), "loop"),
    /** The same by another field, so that events meet anew on the way. */
    REPARTITION("bidder", List.of("millrace", "streams"), "streams"),
    /** Count and sum by the stream's key in windows of a minute, one every ten seconds. */
    HOPPING("auction", List.of("millrace", "streams"), "streams"),
    /** The same in windows of ten minutes, of whose results one in a hundred is kept. */
    SIEVED("auction", List.of("millrace"), "millrace"),
    /** Count and sum by the stream's key between pauses. */
    SESSION("auction", List.of("millrace", "streams"), "streams"),
    /** Some events are kept, and a few of their fields are changed. */
    MAP("auction", List.of("millrace", "loop", "streams"), "loop");

    private final String group;
    private final List<String> contenders;
    private final String yardstick;

    JobKind(String group, List<String> contenders, String yardstick) {
        this.group = group;
        this.contenders = contenders;
        this.yardstick = yardstick;
    }

    /** All, as the command line names them. */
    public static List<String> words() {
        return Stream.of(values()).map(JobKind::word).toList();
    }

    /** The opposite of {@link #word}. */
    public static JobKind of(String word) {
        return Stream.of(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field whose values have a result each in a window; of no meaning for {@link #MAP}. */
    public String group() {
        return group;
    }

    /** How many tumbling windows one of its windows is as long as. */
    public int pieces() {
        return switch (this) {
            case HOPPING -> 6;
            case SIEVED -> 60;
            default -> 1;
        };
    }

    /** Whether events past the last close what is open. */
    public boolean isClosed() {
        return this != REPARTITION && this != MAP;
    }

    /** Who can do it, in the order of the table. */
    public List<String> contenders() {
        return contenders;
    }

    /** Whose figures the others' are divided by. */
    public String yardstick() {
        return yardstick;
    }
}
