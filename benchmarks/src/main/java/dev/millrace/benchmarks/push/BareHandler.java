package dev.millrace.benchmarks.push;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
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

    void handle(HttpServerRequest request) {
        Context context = Vertx.currentContext();
        request.body().onSuccess(body -> write(request, context, body));
    }

    private void write(HttpServerRequest request, Context context, Buffer body) {
        byte[] bytes = body.getBytes();
        AtomicInteger open = new AtomicInteger(1);
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                open.incrementAndGet();
                producer.send(new ProducerRecord<>(topic, Arrays.copyOfRange(bytes, from, i)), (record, failure) -> {
                    if (failure == null && open.decrementAndGet() == 0) {
                        context.runOnContext(nothing -> request.response().end());
                    }
                });
                from = i + 1;
            }
        }
        if (open.decrementAndGet() == 0) {
            request.response().end();
        }
    }
}
