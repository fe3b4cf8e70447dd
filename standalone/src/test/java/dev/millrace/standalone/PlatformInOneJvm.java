package dev.millrace.standalone;

import dev.millrace.platform.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole of {@code millrace up} in the test's JVM, on free ports. As a static {@code @RegisterExtension} field it lives as long as the test class;
 * else between {@link #start} and {@link #close}, and it can be started again on the same folder.
 */
public final class PlatformInOneJvm implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

    private final Path folder;
    private final boolean temporary;
    private Standalone standalone;

    private PlatformInOneJvm(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /** In a new temporary folder, deleted after the tests of the class. */
    public static PlatformInOneJvm inTemporaryFolder() {
        try {
            return new PlatformInOneJvm(Files.createTempDirectory("millrace-test-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In this folder, which stays. */
    public static PlatformInOneJvm in(Path folder) {
        return new PlatformInOneJvm(folder, false);
    }

    /** Starts everything; blocks for some seconds. */
    public PlatformInOneJvm start() {
        PrintWriter silent = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        standalone = Standalone.start(new UpOptions(folder, 0, false), new Settings(Map.of()), new Progress(silent));
        return this;
    }

    /** Stops everything cleanly; the folder stays. */
    @Override
    public void close() {
        if (standalone != null) {
            standalone.close();
            standalone = null;
        }
    }

    /** Where the gateway answers, without a slash at the end. */
    public String baseUrl() {
        return standalone.baseUrl();
    }

    /** Where the embedded broker answers Kafka clients. */
    public String bootstrapServers() {
        return standalone.bootstrapServers();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
        if (temporary) {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
    }
}
