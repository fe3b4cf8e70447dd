package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorial, typed command by command: what it shows must come, and at its end every flight of the sample is counted once, by a plain recomputation.
 */
class TutorialTest {

    private static final String KILL = " && pkill -9 -f millrace-standalone";
    private static final long HOUR = 3_600_000;

    /** Flights and minutes of delay of one window. */
    private record Sums(long flights, long delay) {
        Sums plus(Sums other) {
            return new Sums(flights + other.flights, delay + other.delay);
        }
    }

    /** A command that may still run, and the file it prints to. */
    private record Typed(Process process, Path output) {
        String printed() {
            return House.read(output);
        }
    }

    @TempDir
    Path folder;

    private final List<Typed> typed = new ArrayList<>();

    @AfterEach
    void endCommands() {
        typed.forEach(command -> command.process().destroyForcibly());
    }

    @Test
    @Timeout(300)
    void whatThePageShowsComes() throws Exception {
        TutorialPage page = TutorialPage.read(House.read(House.root().resolve("docs/tutorial.md")));
        try (UpChild up = new UpChild(folder)) {
            Typed third = null;
            for (TutorialPage.Step step : page.steps()) {
                if (step.command().isEmpty()) {
                    Typed watcher = third;
                    until(step, "the third terminal", watcher::printed);
                } else if (step.thirdTerminal()) {
                    third = type(step.command().get(), up);
                } else {
                    run(step, up);
                }
            }
            everyFlightIsCountedOnce(up.baseUrl());
        }
    }

    /** What only reads is typed again until it shows what it should: results take their moment. The rest is done once. */
    private void run(TutorialPage.Step step, UpChild up) throws Exception {
        String command = step.command().orElseThrow();
        if (command.equals("./millrace up")) {
            up.start();
            until(step, command, () -> up.printed().replace(up.baseUrl(), "http://127.0.0.1:8080"));
        } else if (command.startsWith("curl") && !command.contains("-X POST")) {
            until(step, command, () -> finished(command, up));
        } else {
            boolean kills = command.endsWith(KILL);
            String output = finished(kills ? command.substring(0, command.length() - KILL.length()) : command, up);
            if (kills) {
                up.kill();
            }
            assertThat(TutorialPage.isShown(step.shown(), output))
                    .as("%s%nprinted%n%s%nand should%n%s", command, output, String.join("\n", step.shown()))
                    .isTrue();
        }
    }

    private interface Output {
        String text() throws Exception;
    }

    private static void until(TutorialPage.Step step, String what, Output output) {
        String[] last = {""};
        try {
            Client.until(what, () -> {
                try {
                    last[0] = output.text();
                } catch (Exception e) {
                    throw new AssertionError(what, e);
                }
                return TutorialPage.isShown(step.shown(), last[0]);
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    what + "\nprinted\n" + last[0] + "\nand should\n" + String.join("\n", step.shown()), e);
        }
    }

    private String finished(String command, UpChild up) throws IOException, InterruptedException {
        Typed running = type(command, up);
        if (!running.process().waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError(command + "\nhas not ended; it printed\n" + running.printed());
        }
        return running.printed();
    }

    private Typed type(String command, UpChild up) throws IOException {
        Path output = folder.resolve("command-" + typed.size() + ".txt");
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        command.replace("localhost:8080", up.baseUrl().substring("http://".length())))
                .directory(House.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Typed running = new Typed(process, output);
        typed.add(running);
        return running;
    }

    private static void everyFlightIsCountedOnce(String baseUrl) throws IOException {
        Map<String, Sums> all = new TreeMap<>();
        try (Stream<String> flights = Files.lines(House.root().resolve("examples/data/flights_sample.jsonl"))) {
            flights.forEach(flight -> add(all, flight));
        }
        assertThat(all.values().stream().mapToLong(Sums::flights).sum()).isEqualTo(2_000);
        try (Subscriber windows = new Subscriber(baseUrl, "departures");
                Subscriber late = new Subscriber(baseUrl, "departures.late");
                Subscriber corrected = new Subscriber(baseUrl, "departures-corrected")) {
            Client.until("every flight is in a window or late", () -> {
                Map<String, Sums> counted = new TreeMap<>();
                windows.events().forEach(row -> {
                    Sums before = counted.put(window(RealData.read(row)), sums(RealData.read(row)));
                    assertThat(before).as("told once: %s", row).isNull();
                });
                late.events().forEach(flight -> add(counted, flight));
                return counted.equals(all);
            });
            Client.until("every hour is told as it was in the end", () -> {
                Map<String, JsonNode> last = new HashMap<>();
                corrected.events().stream()
                        .map(RealData::read)
                        .forEach(row -> last.merge(window(row), row, TutorialTest::later));
                Map<String, Sums> counted = new TreeMap<>();
                last.forEach((window, row) -> counted.put(window, sums(row)));
                return counted.equals(all);
            });
        }
    }

    private static void add(Map<String, Sums> sums, String flight) {
        JsonNode tree = RealData.read(flight);
        long start = Math.floorDiv(tree.get("ts").asLong(), HOUR) * HOUR;
        sums.merge(
                tree.get("origin").asText() + "@" + start,
                new Sums(1, tree.get("delay_min").asLong()),
                Sums::plus);
    }

    private static String window(JsonNode row) {
        return row.get("origin").asText() + "@" + row.get("windowStart").asLong();
    }

    private static Sums sums(JsonNode row) {
        return new Sums(row.get("flights").asLong(), row.get("delay").asLong());
    }

    private static JsonNode later(JsonNode one, JsonNode other) {
        long pane = one.get("pane").asLong();
        assertThat(other.get("pane").asLong()).as("told once: %s", other).isNotEqualTo(pane);
        return other.get("pane").asLong() > pane ? other : one;
    }
}
