package dev.millrace.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A browser's EventSource in a thread: reads SSE, comes back with its last id whenever the connection ends. Keeps a list, so that a repeat shows. */
final class Subscriber implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> others = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile String lastId;
    private volatile int connections;

    Subscriber(String url) {
        thread = new Thread(() -> run(url), "subscriber");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(String url) {
        while (!stopped) {
            try {
                read(url);
            } catch (IOException | UncheckedIOException e) {
                LockSupport.parkNanos(50_000_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(String url) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        connections++;
        String id = null;
        String event = "event";
        StringBuilder data = new StringBuilder();
        try (Stream<String> lines = answer.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.isEmpty()) {
                    // A frame counts when its empty line is there, as the standard has it: half a frame is none.
                    if (data.length() > 0) {
                        (event.equals("event") ? events : others).add(data.toString());
                    }
                    if (id != null) {
                        lastId = id;
                    }
                    event = "event";
                    data.setLength(0);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                }
            }
        }
    }

    /** The data of all events, in the order they came. */
    List<String> events() {
        return events;
    }

    /** The data of frames that are no events: gaps, errors, the end. */
    List<String> others() {
        return others;
    }

    int connections() {
        return connections;
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
