package dev.millrace.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where things stand in the checkout. */
final class House {

    private House() {}

    static Path root() {
        return Path.of(System.getProperty("millrace.root"));
    }

    /** The jar an image of that service would hold. */
    static Path jar(String module) {
        try (Stream<Path> files = Files.list(root().resolve(module).resolve("target"))) {
            return files.filter(f -> f.getFileName().toString().matches("millrace-" + module + "-[0-9].*\\.jar"))
                    .filter(f -> !f.toString().endsWith("-tests.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException(module + " is not packaged: run mvn verify, not mvn test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
