package dev.millrace.engine.io;

import dev.millrace.engine.io.delivery.Commits;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Where a stage's workers get their Kafka clients from: the one place behind which there may be something else than Kafka's own. */
interface StageKafka {

    /** A member of a group, one partition assigned to one member, that reads committed records. */
    Consumer<byte[], byte[]> consumer(String group, String member);

    /** Reads whole partitions without a group: state logs. */
    Consumer<byte[], byte[]> reader(String name);

    /** Writes in transactions. */
    Producer<byte[], byte[]> producer(String transactionalId);

    /** Writes outputs outside of transactions, each as soon as it is there. */
    Producer<byte[], byte[]> plainProducer(String member);

    /** Where commits run. */
    Commits commits();

    /** Shared by all; whoever made it closes it. */
    Admin admin();
}
