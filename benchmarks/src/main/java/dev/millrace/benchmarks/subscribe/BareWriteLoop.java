package dev.millrace.benchmarks.subscribe;

import dev.millrace.benchmarks.load.Await;
import dev.millrace.benchmarks.load.LoadedPlatform;
import dev.millrace.broker.Ports;
import dev.millrace.model.cursor.Cursor;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the gateway is measured against: a Vert.x server that writes frames it was given to every connection, in one write all that came
 * since the connection's last, as the gateway does. It knows no Kafka, and no more of a subscriber's place than a count.
 */
final class BareWriteLoop implements EventSource, AutoCloseable {

    private static final long TOPIC = 0x7f3a_9c51_22d4_4e0bL;

    private final Vertx vertx = Vertx.vertx();
    private final int port = Ports.free(1).get(0);
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final List<Buffer> sent = new CopyOnWriteArrayList<>();
    private final long[] offsets = new long[LoadedPlatform.PARTITIONS];
    private int turn;

    /** @param loops how many event loops serve */
    BareWriteLoop(int loops) throws InterruptedException {
        Await.result(vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(loops)));
    }

    @Override
    public String name() {
        return "bare";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public void send(int from, int to) {
        int partition = turn++ % offsets.length;
        Buffer frames = Buffer.buffer();
        for (int i = from; i < to; i++) {
            offsets[partition]++;
            frames.appendString("id: ")
                    .appendString(Cursor.of(TOPIC, offsets).encode())
                    .appendString("\nevent: event\ndata: ")
                    .appendBytes(NumberedEvents.event(i))
                    .appendString("\n\n");
        }
        sent.add(frames);
        loops.forEach(Loop::wake);
    }

    @Override
    public void close() throws InterruptedException {
        Await.result(vertx.close());
    }

    /** A connection and how much of what was sent it has. */
    private static final class Place {
        final HttpServerResponse response;
        int next;

        Place(HttpServerResponse response, int next) {
            this.response = response;
            this.next = next;
        }
    }

    /** One event loop with its share of the connections. */
    private final class Loop extends VerticleBase {
        private final Set<Place> places = new LinkedHashSet<>();
        private final AtomicBoolean isWoken = new AtomicBoolean();
        private Context loop;

        @Override
        public Future<?> start() {
            loop = context;
            loops.add(this);
            return vertx.createHttpServer(
                            new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                    .requestHandler(this::begin)
                    .listen();
        }

        private void begin(HttpServerRequest request) {
            HttpServerResponse response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-cache")
                    .setChunked(true);
            Place place = new Place(response, sent.size());
            response.closeHandler(nothing -> places.remove(place));
            response.exceptionHandler(nothing -> places.remove(place));
            places.add(place);
            response.write("retry: 3000\n\n");
        }

        void wake() {
            if (isWoken.compareAndSet(false, true)) {
                loop.runOnContext(nothing -> {
                    isWoken.set(false);
                    places.forEach(this::write);
                });
            }
        }

        private void write(Place place) {
            int end = sent.size();
            if (place.next == end) {
                return;
            }
            Buffer frames = sent.get(place.next++);
            if (place.next < end) {
                frames = frames.copy();
                while (place.next < end) {
                    frames.appendBuffer(sent.get(place.next++));
                }
            }
            place.response.write(frames);
        }
    }
}
