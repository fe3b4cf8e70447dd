package dev.millrace.benchmarks.latency;

import dev.millrace.benchmarks.load.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * From {@code POST} to SSE through an aggregate that tells every update, 1,000 single events a second, exactly-once and at-least-once, beside a
 * bare producer and consumer on the same broker, in interleaved rounds. Runs against a platform that is up. Counted from when an event was
 * due to be sent; each must come back.
 *
 * <p>Arguments: the platform's address, its Kafka's address, rounds (default 5), seconds a round (default 10). Blocks until done.
 */
public final class LatencyBenchmark {

    private static final int PER_SECOND = 1_000;
    private static final String[] DELIVERIES = {"exactly-once", "at-least-once"};

    private final Vertx vertx = Vertx.vertx();
    private final String run = Long.toString(System.nanoTime(), 36);
    private final HttpClient pushes;
    private final HttpClient subscriptions;
    private final AtomicReference<Latencies> current = new AtomicReference<>(new Latencies());

    private LatencyBenchmark(String host, int port) {
        HttpClientOptions options = new HttpClientOptions().setDefaultHost(host).setDefaultPort(port);
        pushes = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(64));
        subscriptions = vertx.createHttpClient(options);
    }

    /** Runs the rounds and prints each, then the medians. */
    public static void main(String[] args) throws Exception {
        String[] address = args[0].replace("http://", "").split(":");
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 10;
        LatencyBenchmark benchmark = new LatencyBenchmark(address[0], Integer.parseInt(address[1]));
        try (BareLoop bare = new BareLoop(args[1])) {
            benchmark.measure(bare, rounds, seconds);
        } finally {
            benchmark.remove();
            Await.result(benchmark.vertx.close());
        }
    }

    private void measure(BareLoop bare, int rounds, int seconds) throws Exception {
        for (String delivery : DELIVERIES) {
            Await.result(apply(delivery));
            Await.result(subscribe(delivery));
        }
        double[][] half = new double[3][rounds];
        double[][] most = new double[3][rounds];
        for (int round = -1; round < rounds; round++) {
            for (int what = 0; what < 3; what++) {
                Latencies latencies = what == 0 ? bare.run(PER_SECOND, seconds) : push(DELIVERIES[what - 1], seconds);
                if (latencies.size() != PER_SECOND * seconds) {
                    throw new IllegalStateException(
                            name(what) + ": of " + PER_SECOND * seconds + " events came " + latencies.size());
                }
                double p50 = latencies.percentile(0.5);
                double p99 = latencies.percentile(0.99);
                if (round >= 0) {
                    half[what][round] = p50;
                    most[what][round] = p99;
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s %-14s p50 %.1f ms, p99 %.1f ms (%d events)%n",
                        round < 0 ? "warm-up" : "round " + (round + 1),
                        name(what),
                        p50,
                        p99,
                        latencies.size());
            }
        }
        for (int what = 0; what < 3; what++) {
            System.out.printf(
                    Locale.ROOT,
                    "median  %-14s p50 %.1f ms, p99 %.1f ms%n",
                    name(what),
                    median(half[what]),
                    median(most[what]));
        }
    }

    private static String name(int what) {
        return what == 0 ? "bare" : DELIVERIES[what - 1];
    }

    private Future<?> apply(String delivery) {
        String yaml = """
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: %1$s-in-%2$s}
                spec: {key: card}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: %1$s-%2$s}
                spec:
                  from: %1$s-in-%2$s
                  delivery: %1$s
                  steps:
                    - aggregate:
                        by: card
                        window: {tumbling: 1m}
                        compute:
                          n: count()
                          sent: max(sent)
                        emit: on-update
                """.formatted(delivery, run);
        return post("/v1/apply", "application/yaml", yaml);
    }

    private Future<Void> post(String path, String type, String body) {
        RequestOptions options =
                new RequestOptions().setMethod(HttpMethod.POST).setURI(path).putHeader("Content-Type", type);
        return pushes.request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body()
                        .compose(answer -> response.statusCode() == 200
                                ? Future.succeededFuture()
                                : Future.failedFuture(response.statusCode() + " " + answer)));
    }

    private Future<?> subscribe(String delivery) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI("/v1/streams/" + delivery + "-" + run + "/events")
                .putHeader("Accept", "text/event-stream");
        return subscriptions.request(options).compose(HttpClientRequest::send).map(response -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException(options.getURI() + " was answered with " + response.statusCode());
            }
            RecordParser lines = RecordParser.newDelimited("\n", line -> {
                String text = line.toString();
                Long sent = text.startsWith("data: {") ? new JsonObject(text.substring(6)).getLong("sent") : null;
                // What says that nothing follows has none.
                if (sent != null) {
                    current.get().since(sent);
                }
            });
            return response.handler(lines);
        });
    }

    /** Takes away what {@link #apply} made; what cannot be taken away stays. */
    private void remove() throws InterruptedException {
        for (String delivery : DELIVERIES) {
            String pipeline = delivery + "-" + run;
            for (String uri : List.of(
                    "/v1/pipelines/" + pipeline,
                    "/v1/streams/" + delivery + "-in-" + run,
                    "/v1/streams/" + pipeline,
                    "/v1/streams/" + pipeline + ".late",
                    "/v1/streams/" + pipeline + ".dead")) {
                RequestOptions options =
                        new RequestOptions().setMethod(HttpMethod.DELETE).setURI(uri);
                Await.result(pushes.request(options)
                        .compose(HttpClientRequest::send)
                        .compose(HttpClientResponse::end)
                        .otherwiseEmpty());
            }
        }
    }

    /** Pushes at a steady rate, whatever the answers; waits for what comes. */
    private Latencies push(String delivery, int seconds) {
        Latencies latencies = new Latencies();
        current.set(latencies);
        int events = PER_SECOND * seconds;
        String path = "/v1/streams/" + delivery + "-in-" + run + "/events";
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            long due = start + i * 1_000_000_000L / PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String event = "{\"card\":\"" + i % 100 + "\",\"sent\":" + due + "}";
            post(path, "application/json", event).onFailure(e -> System.out.println("not pushed: " + e.getMessage()));
        }
        long end = System.nanoTime() + 10_000_000_000L;
        while (latencies.size() < events && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        return latencies;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
