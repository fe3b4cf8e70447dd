package dev.millrace.platform;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Readiness of a process: named checks that answer from memory, asked on an event loop at each {@code /health/ready}. */
public interface Health {

    /**
     * Adds a check.
     *
     * @param name what is checked, for example {@code ingest-service.producer}
     * @param obstacle answers without blocking: empty when ready, else a sentence that says what is waited for
     */
    void readyWhen(String name, Supplier<Optional<String>> obstacle);

    /** What this process waits for now: sentence by name of check, in the order the checks were added; empty when ready. */
    default Map<String, String> obstacles() {
        return Map.of();
    }
}
