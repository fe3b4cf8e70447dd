package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.json.JsonTree;
import dev.millrace.standalone.PlatformInOneJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every example, run as its page says; all on one platform. What its files mean stands in {@code docs/patterns/README.md}. */
class ExamplesTest {

    private static final Pattern SENT = Pattern.compile("(?:\\d+_)?([a-z0-9.-]+)\\.(ndjson|watermark\\.json)");
    private static final String FRAMES = ".frames.ndjson";

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        List<Path> examples;
        try (Stream<Path> files = Files.walk(House.root().resolve("examples"))) {
            examples = files.filter(f -> f.endsWith("pipeline.yaml"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
        assertThat(examples).isNotEmpty();
        return examples.stream()
                .map(example -> DynamicTest.dynamicTest(example.getFileName().toString(), () -> run(example)));
    }

    private static void run(Path example) throws IOException {
        Client client = new Client(PLATFORM.baseUrl());
        String yaml = House.read(example.resolve("pipeline.yaml"));
        Client.Answer tests = client.post("/v1/test", "application/yaml", yaml);
        assertThat(tests.json()).as("its own tests: %s", tests).containsEntry("passed", true);
        assertThat((List<?>) tests.json().get("tests")).as("it has tests").isNotEmpty();

        client.apply(yaml);
        for (Path file : files(example.resolve("events"))) {
            send(client, file);
        }
        for (Path file : files(example.resolve("results"))) {
            String name = file.getFileName().toString();
            if (name.endsWith(FRAMES)) {
                checkFrames(client, name.replace(FRAMES, ""), file);
            } else {
                checkEvents(client, name.replace(".ndjson", ""), file);
            }
        }
    }

    private static void send(Client client, Path file) throws IOException {
        Matcher name = SENT.matcher(file.getFileName().toString());
        assertThat(name.matches()).as("%s is named as README.md says", file).isTrue();
        if (name.group(2).equals("ndjson")) {
            client.push(name.group(1), Files.readAllLines(file));
        } else {
            Client.Answer answer =
                    client.post("/v1/streams/" + name.group(1) + "/watermark", "application/json", House.read(file));
            assertThat(answer.status()).as("%s", answer).isLessThan(300);
        }
    }

    private static void checkEvents(Client client, String stream, Path file) throws IOException {
        List<String> expected = Files.readAllLines(file).stream()
                .map(line -> JsonTree.writeText(read(line)))
                .sorted()
                .toList();
        assertThat(client.values(stream, expected.size())).as(stream).isEqualTo(expected);
    }

    /** Each line is part of one frame. Order between partitions is not promised. */
    private static void checkFrames(Client client, String stream, Path file) throws IOException {
        List<Object> expected =
                Files.readAllLines(file).stream().map(ExamplesTest::read).toList();
        boolean headers = expected.stream().anyMatch(ExamplesTest::hasHeaders);
        List<Object> left = new ArrayList<>(client.frames(stream, expected.size(), headers));
        for (Object frame : expected) {
            assertThat(left).as("%s: %s", stream, JsonTree.writeText(frame)).anyMatch(came -> contains(came, frame));
            left.remove(left.stream()
                    .filter(came -> contains(came, frame))
                    .findFirst()
                    .orElseThrow());
        }
        assertThat(left).as("more of %s", stream).isEmpty();
    }

    private static boolean hasHeaders(Object frame) {
        return frame instanceof Map<?, ?> fields
                && fields.get("data") instanceof Map<?, ?> data
                && data.containsKey("headers");
    }

    private static boolean contains(Object came, Object expected) {
        if (expected instanceof Map<?, ?> fields && came instanceof Map<?, ?> all) {
            return fields.entrySet().stream()
                    .allMatch(field ->
                            all.containsKey(field.getKey()) && contains(all.get(field.getKey()), field.getValue()));
        }
        return Objects.equals(came, expected);
    }

    private static Object read(String line) {
        return JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
