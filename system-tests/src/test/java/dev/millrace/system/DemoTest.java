package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --demo} applies its pipeline and replays the sample; the results are what another JSON library counts. */
class DemoTest {

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void theSampleComesOutOfThePipeline() throws Exception {
        ObjectMapper json = new ObjectMapper();
        int expected = 0;
        for (String line : Files.readAllLines(House.root().resolve("examples/data/wiki_edits_sample.jsonl"))) {
            JsonNode edit = json.readTree(line);
            expected += edit.get("namespace").asText().equals("Main")
                            && !edit.get("isRobot").asBoolean()
                    ? 1
                    : 0;
        }
        int count = expected;
        try (UpChild up = new UpChild(folder).start("--demo");
                Subscriber subscriber = new Subscriber(up.baseUrl(), "article-edits-by-people")) {
            Client.until("the whole sample was pushed", () -> up.printed().contains("demo: all edits are in"));
            Client.until("all results came", () -> subscriber.events().size() >= count);
            assertThat(subscriber.events()).hasSize(count).allMatch(event -> event.contains("\"change\":"));
        }
    }
}
