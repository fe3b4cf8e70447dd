package dev.millrace.benchmarks.push;

import dev.millrace.benchmarks.load.Await;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the platform is measured against: lines are split and sent as they are, unchecked and without a key, and acknowledged by Kafka. */
final class BareHandler {

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    BareHandler(KafkaProducer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** Serves on so many event loops; blocks until it does. HTTP/1.1 and h2c, as Vert.x comes. */
    void serve(Vertx vertx, int port, int loops) throws InterruptedException {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
        Await.result(vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return vertx.createHttpServer(options)
                                .requestHandler(BareHandler.this::handle)
                                .listen();
                    }
                },
                new DeploymentOptions().setInstances(loops)));
    }

    private void handle(HttpServerRequest request) {
        Context context = Vertx.currentContext();
        request.body().onSuccess(body -> write(request, context, body));
    }

    private void write(HttpServerRequest request, Context context, Buffer body) {
        byte[] bytes = body.getBytes();
        AtomicInteger open = new AtomicInteger(1);
        Callback sent = (record, failure) -> {
            if (failure != null && open.getAndSet(-1) > 0) {
                context.runOnContext(
                        nothing -> request.response().setStatusCode(500).end(failure.toString()));
            } else if (failure == null && open.decrementAndGet() == 0) {
                context.runOnContext(nothing -> request.response().end());
            }
        };
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length ? from < i : bytes[i] == '\n') {
                open.incrementAndGet();
                producer.send(new ProducerRecord<>(topic, Arrays.copyOfRange(bytes, from, i)), sent);
                from = i + 1;
            }
        }
        if (open.decrementAndGet() == 0) {
            request.response().end();
        }
    }
}
