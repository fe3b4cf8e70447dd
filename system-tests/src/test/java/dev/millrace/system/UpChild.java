package dev.millrace.system;

import dev.millrace.broker.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code millrace up} as another process, on one folder and port, killed and started again. */
final class UpChild implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final int port = Ports.free(1).get(0);
    private ServiceChild child;

    UpChild(Path folder) {
        this.folder = folder;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it and waits until it is ready. */
    UpChild start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-jar",
                House.jar("standalone").toString(),
                "up",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                String.valueOf(port)));
        arguments.addAll(List.of(more));
        child = ServiceChild.start(folder.resolve("up.log"), Map.of(), arguments.toArray(String[]::new));
        Client.until("up is ready", () -> {
            if (!child.isAlive()) {
                throw new AssertionError("up ended: " + child.printed());
            }
            return isReady(baseUrl());
        });
        return this;
    }

    static boolean isReady(String baseUrl) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException | UncheckedIOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What it has printed so far, over all its starts. */
    String printed() {
        return child.printed();
    }

    void kill() throws InterruptedException {
        child.kill();
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }
}
