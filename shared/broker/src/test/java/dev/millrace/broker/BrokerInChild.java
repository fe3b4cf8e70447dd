package dev.millrace.broker;

import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;

/** A JVM to be killed: a broker that writes numbers and prints each once it is acknowledged. */
final class BrokerInChild {

    private BrokerInChild() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(Path.of(args[0])));
        Records.createTopic(broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer = Records.producer(broker.bootstrapServers())) {
            for (int number = 0; ; number++) {
                Records.send(producer, number).get();
                System.out.println("kept " + number);
            }
        }
    }
}
