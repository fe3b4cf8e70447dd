package dev.millrace.system;

import dev.millrace.system.guarantee.Pushed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A client in a thread that pushes numbers, each once, as fast as it is answered; what is not acknowledged is never pushed again. */
final class Pusher implements AutoCloseable {

    static final int KEYS = 50;
    private static final int BATCH = 100;

    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final String baseUrl;
    private final Thread thread;

    /** Pushes {@code {"k":"<n mod 50>","n":<n>}} into the stream {@code numbers} of the platform at this address. */
    Pusher(String baseUrl) {
        this.baseUrl = baseUrl;
        thread = new Thread(this::run, "pusher");
        thread.setDaemon(true);
        thread.start();
    }

    /** Numbers of pushes that were answered with 200. */
    Set<Integer> acknowledged() {
        return acknowledged;
    }

    private void run() {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (!Thread.currentThread().isInterrupted()) {
            int from = next.getAndAdd(BATCH);
            String body = IntStream.range(from, from + BATCH)
                    .mapToObj(n -> "{\"k\":\"" + n % KEYS + "\",\"n\":" + n + "}")
                    .collect(Collectors.joining("\n"));
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/streams/numbers/events"))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    IntStream.range(from, from + BATCH).forEach(acknowledged::add);
                } else {
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What was pushed up to now. */
    Pushed pushed() {
        return new Pushed(Set.copyOf(acknowledged), next.get());
    }

    /** Ends after the push that is under way. */
    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(30_000);
        if (thread.isAlive()) {
            throw new AssertionError("the pusher does not stop");
        }
    }
}
