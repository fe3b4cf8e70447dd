package dev.millrace.benchmarks.push;

import dev.millrace.benchmarks.load.Await;
import dev.millrace.benchmarks.load.Histogram;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * A closed loop: so many requests are under way at any time, each followed by the next as soon as it was answered, on two event loops of
 * their own. A failed request ends the round as failed.
 */
final class PushLoad implements AutoCloseable {

    private static final int LOOPS = 2;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    private final int requests;

    /** @param requests how many are under way, an even number */
    PushLoad(int requests) {
        this.requests = requests;
    }

    /** Pushes for that long, then waits for what is under way; blocks. */
    PushFigures run(PushTarget target, PushKind kind, long millis) throws InterruptedException {
        List<Share> shares = new CopyOnWriteArrayList<>();
        String deployment = Await.result(vertx.deployVerticle(
                () -> {
                    Share share = new Share(target, kind, requests / LOOPS);
                    shares.add(share);
                    return share;
                },
                new DeploymentOptions().setInstances(LOOPS)));
        long start = System.nanoTime();
        List<Future<Void>> rounds =
                shares.stream().map(share -> share.round(millis)).toList();
        Await.result(Future.all(rounds), millis / 1_000);
        double seconds = (System.nanoTime() - start) / 1e9;
        Await.result(vertx.undeploy(deployment));
        Histogram latency = new Histogram();
        shares.forEach(share -> latency.add(share.latency));
        return new PushFigures(latency.size(), seconds, latency);
    }

    @Override
    public void close() throws InterruptedException {
        Await.result(vertx.close());
    }

    /** One event loop's share of the requests. */
    private static final class Share extends VerticleBase {
        private final PushTarget target;
        private final PushKind kind;
        private final int requests;
        final Histogram latency = new Histogram();
        private PushClient client;
        private boolean isOver;

        Share(PushTarget target, PushKind kind, int requests) {
            this.target = target;
            this.kind = kind;
            this.requests = requests;
        }

        @Override
        public Future<?> start() {
            client = kind.isHttp2() ? new Http2Client(vertx, target, kind) : new Http1Client(vertx, target, kind);
            return client.connect(requests);
        }

        @Override
        public Future<?> stop() {
            return client.close();
        }

        /** To be called from outside the event loop. */
        Future<Void> round(long millis) {
            Promise<Void> over = Promise.promise();
            context.runOnContext(nothing -> {
                vertx.setTimer(millis, timer -> isOver = true);
                List<Future<Void>> all = IntStream.range(0, requests)
                        .mapToObj(slot -> {
                            Promise<Void> ended = Promise.promise();
                            new Slot(slot, ended).next();
                            return ended.future();
                        })
                        .toList();
                Future.all(all).<Void>mapEmpty().onComplete(over);
            });
            return over.future();
        }

        /** One request after the other. */
        private final class Slot implements PushClient.Answered {
            private final int number;
            private final Promise<Void> ended;
            private long sentNanos;

            Slot(int number, Promise<Void> ended) {
                this.number = number;
                this.ended = ended;
            }

            void next() {
                sentNanos = System.nanoTime();
                client.push(number, this);
            }

            @Override
            public void answered() {
                latency.record(System.nanoTime() - sentNanos);
                if (isOver) {
                    ended.complete();
                } else {
                    next();
                }
            }

            @Override
            public void failed(Throwable cause) {
                isOver = true;
                ended.tryFail(cause);
            }
        }
    }
}
