package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.json.JsonTree;
import dev.millrace.standalone.PlatformInOneJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every example, run as its page says; all on one platform. */
class ExamplesTest {

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
        for (Path events : files(example.resolve("events"))) {
            client.push(stream(events), Files.readAllLines(events));
        }
        for (Path results : files(example.resolve("results"))) {
            List<String> expected = Files.readAllLines(results).stream()
                    .map(line -> JsonTree.writeText(JsonTree.read(line.getBytes(StandardCharsets.UTF_8))))
                    .sorted()
                    .toList();
            assertThat(client.values(stream(results), expected.size()))
                    .as(stream(results))
                    .isEqualTo(expected);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String stream(Path file) {
        return file.getFileName().toString().replace(".ndjson", "");
    }
}
