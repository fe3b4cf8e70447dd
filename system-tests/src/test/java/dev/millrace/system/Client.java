package dev.millrace.system;

import dev.millrace.model.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What a user's curl does, for tests. */
final class Client {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<Object> EVENTS = Set.of("event", "update", "retract", "delete");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String baseUrl;

    Client(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    String baseUrl() {
        return baseUrl;
    }

    record Answer(int status, String body, java.net.http.HttpHeaders headers) {
        Map<String, Object> json() {
            return JsonTree.readObject(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    Answer post(String path, String contentType, String body) {
        return send(request(path, "Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    /** Applies a file and wants it to be taken. */
    Answer apply(String yaml) {
        Answer answer = post("/v1/apply", "application/yaml", yaml);
        if (answer.status() >= 300) {
            throw new AssertionError("apply answered " + answer);
        }
        return answer;
    }

    /** Pushes lines and wants them all to be taken. */
    void push(String stream, List<String> lines) {
        Answer answer =
                post("/v1/streams/" + stream + "/events", "application/x-ndjson", String.join("\n", lines) + "\n");
        if (answer.status() != 200) {
            throw new AssertionError("push answered " + answer);
        }
    }

    /** The first events of a stream; waits until there are that many. */
    List<Map<String, Object>> events(String stream, int limit) {
        return frames(stream, limit, false).stream()
                .filter(frame -> "event".equals(frame.get("event")))
                .toList();
    }

    /**
     * The first events of a stream, whatever they do to earlier ones, with {@code id}, {@code event} and {@code data}; waits until there are
     * that many.
     */
    List<Map<String, Object>> frames(String stream, int limit, boolean headers) {
        HttpRequest request = request(
                        "/v1/streams/" + stream + "/events?from=earliest&limit=" + limit + "&headers=" + headers,
                        "Accept",
                        "application/x-ndjson")
                .GET()
                .build();
        try {
            HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                return lines.filter(line -> !line.isBlank())
                        .map(line -> JsonTree.readObject(line.getBytes(StandardCharsets.UTF_8)))
                        .filter(frame -> EVENTS.contains(frame.get("event")))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The documents of a stream's first events as text, sorted: order between partitions is not promised. */
    List<String> values(String stream, int limit) {
        return events(stream, limit).stream()
                .map(frame -> JsonTree.writeText(frame.get("data")))
                .sorted()
                .toList();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(LIMIT);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + LIMIT.toSeconds() + " s in vain until " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
