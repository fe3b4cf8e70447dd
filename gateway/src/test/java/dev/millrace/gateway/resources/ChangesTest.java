package dev.millrace.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.document.Problem;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StreamResource;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What applying means for what is there already: who writes a stream alone, and who has to follow. */
class ChangesTest {

    private static final String AGGREGATE =
            "aggregate: {by: k, window: {tumbling: 1m}, compute: {n: count()}, late: {to: ";

    /** A file: {@code stream name spec}, or {@code name: from > to step} for a pipeline, divided by semicolons. */
    private static ResourceFile file(String lines) {
        String yaml = Arrays.stream(lines.split(";"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(ChangesTest::document)
                .collect(Collectors.joining("---\n"));
        ResourceFile file = ResourceReader.read(yaml);
        assertThat(file.problems()).isEmpty();
        return file;
    }

    private static String document(String line) {
        String[] words = line.split("\\s+", 4);
        if (words[0].equals("stream")) {
            return "apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + words[1] + "}\nspec: "
                    + line.substring(line.indexOf('{')) + "\n";
        }
        String name = words[0].replace(":", "");
        String step = words[3].contains(" ")
                ? words[3].substring(words[3].indexOf(' ')).strip()
                : "filter: n > 0";
        if (step.startsWith("late ")) {
            step = AGGREGATE + step.substring("late ".length()) + "}}";
        }
        return "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: " + name + "}\nspec:\n  from: " + words[1]
                + "\n  to: " + words[3].split(" ")[0] + "\n  steps:\n    - " + step + "\n";
    }

    /** The catalog after a file was applied, with every topic made. */
    private static Catalog apply(Catalog catalog, String file) {
        Changes changes = new Changes(catalog, file(file).resources(), false);
        assertThat(changes.problems()).isEmpty();
        assertThat(changes.conflicts()).isEmpty();
        Catalog after = catalog;
        for (StreamResource stream : changes.implied()) {
            after = after.with(stream.name(), stored(changes, stream, true));
        }
        for (var entry : changes.actions().entrySet()) {
            if (entry.getKey() instanceof StreamResource stream) {
                after = after.with(stream.name(), stored(changes, stream, false));
            }
        }
        for (var entry : changes.actions().entrySet()) {
            if (entry.getKey() instanceof PipelineResource pipeline) {
                after = after.with(pipeline.name(), StoredPipeline.running(pipeline, changes.plan(pipeline)));
            }
        }
        return after;
    }

    private static StoredStream stored(Changes changes, StreamResource stream, boolean implied) {
        changes.topicId(stream.name(), "id of " + stream.name());
        StreamRef ref = StreamRefs.of(stream, "id of " + stream.name());
        return new StoredStream(stream, implied, ref);
    }

    private static String actions(Changes changes) {
        return changes.actions().entrySet().stream()
                .map(entry -> entry.getKey().name() + " "
                        + entry.getValue().name().toLowerCase(Locale.ROOT)
                        + (entry.getKey() instanceof PipelineResource pipeline
                                ? " " + changes.plan(pipeline).generation()
                                : ""))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource(delimiter = '|', textBlock = """
            stream a {}; r: s > t                 | w: a > s                        | w created 1, r changed 2      | | a reader hears its new writer
            stream a {}; w: a > s                 | r: s > t                        | r created 1                   | | a new reader changes nothing for the writer
            stream a {}; w: a > s; r: s > t       | v: a > s                        |       | "s" is written by "w" alone, and r takes event time from that: "v" cannot write it | a second writer while somebody reads
            stream a {}; w: a > s; r: s > t       | v: a > u late s                 |       | "v" cannot write it                        | also by its late events
            stream a {}; w: a > s                 | v: a > s                        | v created 1, w changed 2      | | nobody reads: the writer stops marking
            stream a {}; w: a > s; r: s > t       | w: a > x                        | w changed 2, r changed 2      | | its writer goes
            stream a {}; w: a > s; r: s > t       | stream s {watermark: {maxDelay: 1s}}; v: a > s | s changed, v created 1, r changed 2, w changed 2 | | the stream itself says how time comes on
            stream a {}; w: a > s; r: s > t       | r: s > t filter: n > 1          | r changed 2                   | | a reader's own change
            stream a {}; w: a > s; r: s > t       | w: a > s filter: n > 1          | w changed 2                   | | the writer's change, as many tasks
            stream a {partitions: 1}; stream b {partitions: 1}; w: a > s; r: s > t | w: [a,b] > s | w changed 2, r changed 2 | | more tasks write it
            stream a {timestamp: {field: at}}; r: a > t | stream a {timestamp: {field: at}, watermark: {maxDelay: 9s}} | a changed, r changed 2 | | another watermark
            stream a {timestamp: {field: at}}; r: a > t | stream a {timestamp: {field: at}, retention: 1d} | a changed        | | another retention is nobody's business
            stream a {}; w: a > s; r: s > t       | stream q {}; z: q > y           | q created, z created 1        | | others are left alone
            """)
    void whoHasToFollow(String before, String change, String actions, String conflict, String reason) {
        String declared = before.contains("r: s") && !before.contains("w: ") ? "stream s {};" + before : before;
        Catalog catalog = apply(Catalog.EMPTY, declared);
        Changes changes = new Changes(catalog, file(change).resources(), false);
        assertThat(changes.problems()).isEmpty();
        if (conflict == null) {
            assertThat(changes.conflicts()).isEmpty();
            assertThat(actions(changes)).isEqualTo(actions);
        } else {
            assertThat(changes.conflicts()).hasSize(1);
            assertThat(changes.conflicts().get(0)).contains(conflict);
        }
    }

    @Test
    void applyingAgainChangesNothingAndResetChangesAll() {
        String file = "stream a {}; w: a > s; r: s > t late l";
        Catalog catalog = apply(Catalog.EMPTY, file);
        assertThat(actions(new Changes(catalog, file(file).resources(), false)))
                .isEqualTo("a unchanged, w unchanged 1, r unchanged 1");
        Changes reset = new Changes(catalog, file(file).resources(), true);
        assertThat(actions(reset)).isEqualTo("a unchanged, w changed 2, r changed 2");
    }

    @Test
    void streamsComeIntoBeingAsWideAsTheirSourceInWhateverOrder() {
        Changes changes = new Changes(
                Catalog.EMPTY,
                file("r: s > t late odd; w: a > s; stream a {partitions: 5}").resources(),
                false);
        assertThat(changes.problems()).isEmpty();
        assertThat(changes.implied())
                .extracting(StreamResource::name)
                .containsExactlyInAnyOrder("s", "w.dead", "t", "r.dead", "odd");
        assertThat(changes.implied()).allMatch(stream -> stream.spec().partitions() == 5);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "r: a > t late t, late events would go to \"t\"",
        "r: a > t late r.dead, late events would go to \"r.dead\"",
        "r: a > t late a, a pipeline cannot write the stream \"a\" it reads"
    })
    void lateEventsNeedAStreamOfTheirOwn(String pipeline, String problem) {
        Changes changes =
                new Changes(Catalog.EMPTY, file("stream a {};" + pipeline).resources(), false);
        assertThat(changes.problems()).extracting(Problem::detail).anyMatch(detail -> detail.startsWith(problem));
    }
}
