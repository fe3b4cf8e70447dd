package dev.millrace.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotEnoughReplicasException;

/** The methods of a producer without transactions that are used. One thread. */
final class PlainProducer {

    private record Sent(ProducerRecord<byte[], byte[]> record, Callback callback) {}

    private final SimulatedBroker broker;
    private final SimulatedProcess process;
    private final List<Sent> queue = new ArrayList<>();

    PlainProducer(SimulatedBroker broker, SimulatedProcess process) {
        this.broker = broker;
        this.process = process;
        process.openClients.add("plain producer");
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        queue.add(new Sent(record, callback));
        if (broker.chance.oneIn(12)) {
            flush();
        }
        return new CompletableFuture<>();
    }

    void flush() {
        for (Sent sent : List.copyOf(queue)) {
            queue.remove(0);
            process.request("produce");
            ProducerRecord<byte[], byte[]> record = sent.record;
            if (broker.chance.fails() && broker.chance.oneIn(5)) {
                sent.callback.onCompletion(null, new NotEnoughReplicasException("produce"));
            } else {
                PartitionLog to = broker.log(record.topic(), record.partition(), record.key());
                LogEntry entry =
                        to.append(broker.time.millis(), record.key(), record.value(), record.headers(), null, null);
                sent.callback.onCompletion(
                        new RecordMetadata(to.at, entry.offset(), 0, entry.millis(), 0, entry.bytes()), null);
            }
        }
    }

    void close(Duration patience) {
        flush();
        process.openClients.remove("plain producer");
    }
}
