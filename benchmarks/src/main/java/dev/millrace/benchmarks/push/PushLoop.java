package dev.millrace.benchmarks.push;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.atomic.AtomicLong;

/** A number of connections, each of which pushes the same body again as soon as it was answered. Thread-safe. */
final class PushLoop {

    private final HttpClient client;
    private final int connections;
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean stopped;

    PushLoop(Vertx vertx, int connections) {
        this.connections = connections;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(60), new PoolOptions().setHttp1MaxSize(connections));
    }

    /** Pushes for that long; answers the pushes per second. */
    Future<Double> run(Vertx vertx, int port, String path, Buffer body, long millis) {
        stopped = false;
        answered.set(0);
        long start = System.nanoTime();
        vertx.setTimer(millis, timer -> stopped = true);
        Future<?>[] loops = new Future<?>[connections];
        for (int i = 0; i < connections; i++) {
            Promise<Void> ended = Promise.promise();
            next(port, path, body, ended);
            loops[i] = ended.future();
        }
        return Future.all(java.util.List.of(loops)).map(all -> answered.get() * 1e9 / (System.nanoTime() - start));
    }

    private void next(int port, String path, Buffer body, Promise<Void> ended) {
        if (stopped) {
            ended.complete();
            return;
        }
        client.request(HttpMethod.POST, port, "127.0.0.1", path)
                .compose(request -> request.putHeader("Content-Type", "application/x-ndjson")
                        .send(body))
                .compose(response -> response.body().map(answer -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException(response.statusCode() + " " + answer);
                    }
                    return answer;
                }))
                .onSuccess(answer -> {
                    answered.incrementAndGet();
                    next(port, path, body, ended);
                })
                .onFailure(ended::tryFail);
    }
}
