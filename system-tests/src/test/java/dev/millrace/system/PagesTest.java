package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages say what the files say: what stands between markers is the file, and links lead somewhere. */
class PagesTest {

    private static final Pattern INCLUDED =
            Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n<!-- end -->", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://)([^)#]+)");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(House.root())) {
            return files.filter(f -> f.toString().endsWith(".md"))
                    .filter(f -> !f.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void includedFilesAreAsTheyAre() throws IOException {
        int included = 0;
        for (Path page : pages()) {
            Matcher matcher = INCLUDED.matcher(House.read(page));
            while (matcher.find()) {
                included++;
                assertThat(matcher.group(2))
                        .as("%s in %s", matcher.group(1), page)
                        .isEqualTo(House.read(House.root().resolve(matcher.group(1))));
            }
        }
        assertThat(included).isPositive();
    }

    @Test
    void everyExampleIsOnItsPageWithAllItsFiles() throws IOException {
        try (Stream<Path> files = Files.walk(House.root().resolve("examples"))) {
            List<Path> pipelines =
                    files.filter(f -> f.endsWith("pipeline.yaml")).toList();
            assertThat(pipelines).isNotEmpty();
            for (Path pipeline : pipelines) {
                Path example = pipeline.getParent();
                String category = example.getParent().getFileName().toString();
                Path page =
                        House.root().resolve("docs/patterns").resolve(category).resolve(example.getFileName() + ".md");
                assertThat(page).exists();
                String text = House.read(page);
                try (Stream<Path> parts = Files.walk(example)) {
                    for (Path part : parts.filter(Files::isRegularFile).toList()) {
                        assertThat(text)
                                .as(page.toString())
                                .contains("<!-- file: " + House.root().relativize(part) + " -->");
                    }
                }
            }
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (Path page : pages()) {
            Matcher matcher = LINK.matcher(House.read(page));
            while (matcher.find()) {
                assertThat(page.getParent().resolve(matcher.group(1)).normalize())
                        .as("linked from %s", page)
                        .exists();
            }
        }
    }
}
