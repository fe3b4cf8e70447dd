package dev.millrace.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Real events that lie beside the checkout; a test that needs them is skipped, with a message, where they are absent. */
final class RealData {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RealData() {}

    /** The events of a file, a line each, in order of arrival. */
    static List<String> lines(String name) {
        Path file = House.root().resolve("../shared/data/" + name + ".jsonl.gz");
        assumeTrue(Files.exists(file), "the real events are not here: " + file);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A document, read by another library than Millrace's. */
    static JsonNode read(String document) {
        try {
            return JSON.readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
