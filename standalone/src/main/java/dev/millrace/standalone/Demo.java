package dev.millrace.standalone;

import dev.millrace.platform.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * {@code up --demo}: applies {@code examples/demo/demo.yaml} and pushes a sample of Wikipedia edits, over HTTP like any client.
 *
 * <p>On one thread of its own; a failure is a sentence, and the platform goes on.
 */
final class Demo implements AutoCloseable {

    private static final Path RESOURCES = Path.of("examples", "demo", "demo.yaml");
    private static final Path EVENTS = Path.of("examples", "data", "wiki_edits_sample.jsonl");
    private static final String STREAM = "wiki-edits";
    private static final String RESULTS = "article-edits-by-people";
    private static final int BATCH = 500;
    private static final long PERIOD_MILLIS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "millrace-demo");
        created.setDaemon(true);
        return created;
    });
    private final String baseUrl;
    private final PrintWriter out;
    private List<String> events = List.of();
    private int pushed;

    private Demo(String baseUrl, PrintWriter out) {
        this.baseUrl = baseUrl;
        this.out = out;
    }

    /** Begins; returns at once. */
    static Demo start(String baseUrl, PrintWriter out) {
        Demo demo = new Demo(baseUrl, out);
        demo.thread.execute(() -> demo.step(demo::apply));
        demo.thread.scheduleAtFixedRate(
                () -> demo.step(demo::pushNext), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return demo;
    }

    /** Stops replaying. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void step(Step step) {
        try {
            step.run();
        } catch (IOException | StartException e) {
            out.println("demo: stopped: " + e.getMessage());
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply() throws IOException, InterruptedException {
        events = read(EVENTS).lines().toList();
        post("/v1/apply", "application/yaml", read(RESOURCES));
        out.println("demo: applied " + RESOURCES);
    }

    private void pushNext() throws IOException, InterruptedException {
        int end = Math.min(pushed + BATCH, events.size());
        String lines = String.join("\n", events.subList(pushed, end)) + "\n";
        post("/v1/streams/" + STREAM + "/events", "application/x-ndjson", lines);
        pushed = end;
        out.println("demo: pushed " + pushed + " of " + events.size() + " edits");
        if (pushed == events.size()) {
            out.println("demo: all edits are in; watch the results with curl -N -H 'Accept: text/event-stream' '"
                    + baseUrl + "/v1/streams/" + RESULTS + "/events?from=earliest'");
            close();
        }
    }

    private static String read(Path file) {
        Path found = Path.of(System.getProperty("millrace.home", ".")).resolve(file);
        try {
            return Files.readString(found);
        } catch (IOException e) {
            throw new StartException("the file " + found + " cannot be read, and the demo needs it", e);
        }
    }

    private void post(String path, String contentType, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(LIMIT)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("POST " + path + " answered " + answer.statusCode() + " " + answer.body());
        }
    }
}
