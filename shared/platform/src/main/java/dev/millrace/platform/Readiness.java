package dev.millrace.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The readiness checks of one process. Thread-safe; a check that fails with an exception counts as an obstacle. */
final class Readiness implements Health {

    private record Check(String name, Supplier<Optional<String>> obstacle) {}

    private final List<Check> checks = new CopyOnWriteArrayList<>();

    @Override
    public void readyWhen(String name, Supplier<Optional<String>> obstacle) {
        checks.add(new Check(name, obstacle));
    }

    @Override
    public Map<String, String> obstacles() {
        Map<String, String> found = new LinkedHashMap<>();
        for (Check check : checks) {
            obstacle(check).ifPresent(sentence -> found.putIfAbsent(check.name(), sentence));
        }
        return found;
    }

    private static Optional<String> obstacle(Check check) {
        try {
            return check.obstacle().get();
        } catch (RuntimeException e) {
            return Optional.of("the check itself failed: " + e);
        }
    }
}
