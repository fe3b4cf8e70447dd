package dev.millrace.system;

import dev.millrace.system.guarantee.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A browser's EventSource in a thread: reads SSE, comes back with its last id whenever the connection ends. Keeps a list, so that a repeat shows. */
final class Subscriber implements AutoCloseable {

    private static final Set<String> RESULTS = Set.of("event", "update");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Told.Frame> events = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final String stream;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile String lastId;
    private volatile int connections;

    /** Reads a stream from its beginning on. */
    Subscriber(String baseUrl, String stream) {
        this.stream = stream;
        thread = new Thread(
                () -> run(baseUrl + "/v1/streams/" + stream + "/events?from=earliest"), "subscriber of " + stream);
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
                        add(id, event, data.toString());
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

    private synchronized void add(String id, String event, String data) {
        if (RESULTS.contains(event)) {
            events.add(new Told.Frame(id, data));
        } else {
            others.add(data);
        }
    }

    /** How many events and updates have come. */
    synchronized int count() {
        return events.size();
    }

    /** The data of all events and updates so far, in the order they came. */
    synchronized List<String> events() {
        return events.stream().map(Told.Frame::data).toList();
    }

    /** The data of frames that are no events: gaps, errors, the end. */
    synchronized List<String> others() {
        return List.copyOf(others);
    }

    /** All events and updates so far. */
    synchronized Told told() {
        return new Told(stream, List.copyOf(events));
    }

    /** Whether there is a result, an event with the number {@code n}, of each of these. */
    boolean holdsAll(Set<Integer> numbers) {
        if (count() < numbers.size()) {
            return false;
        }
        Set<Integer> seen = new HashSet<>();
        told().results().forEach(result -> seen.add(result.number("n")));
        return seen.containsAll(numbers);
    }

    @Override
    public String toString() {
        return thread.getName();
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
