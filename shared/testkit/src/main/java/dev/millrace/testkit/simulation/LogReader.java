package dev.millrace.testkit.simulation;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** The methods of a consumer without a group that are used. One thread. */
final class LogReader {

    private final SimulatedProcess process;
    private final Positions positions;

    LogReader(SimulatedBroker broker, SimulatedProcess process) {
        this.process = process;
        this.positions = new Positions(broker);
        process.openClients.add("reader");
    }

    void assign(Collection<TopicPartition> partitions) {
        positions.assign(partitions);
    }

    void seek(TopicPartition partition, long offset) {
        positions.seek(partition, offset);
    }

    long position(TopicPartition partition, Duration patience) {
        return positions.position(partition);
    }

    ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        process.request("records of a state log");
        if (positions.assigned().isEmpty()) {
            throw new IllegalStateException("nothing is assigned");
        }
        return positions.fetch();
    }

    void close(CloseOptions options) {
        process.openClients.remove("reader");
    }
}
