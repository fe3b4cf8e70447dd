package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {

    @TempDir
    Path data;

    @Test
    void recordsAndAddressSurviveARestart() throws Exception {
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            address = broker.bootstrapServers();
            Records.createTopic(address);
            try (KafkaProducer<byte[], byte[]> producer = Records.producer(address)) {
                for (int number = 0; number < 100; number++) {
                    Records.send(producer, number).get();
                }
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data).withFsync(true))) {
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(Records.readAll(address)).isEqualTo(numbers(100));
        }
    }

    @Test
    void transactionsAreOfTheSecondVersion() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<String, FinalizedVersionRange> features =
                    admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            assertThat(features.get("transaction.version").maxVersionLevel()).isEqualTo((short) 2);
        }
    }

    @Test
    void offsetsCommittedInATransactionSurviveARestart() throws Exception {
        TopicPartition partition = new TopicPartition(Records.TOPIC, 0);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            Records.createTopic(broker.bootstrapServers());
            try (KafkaProducer<byte[], byte[]> producer = Records.transactional(broker.bootstrapServers())) {
                producer.initTransactions();
                for (int number = 0; number < 3; number++) {
                    producer.beginTransaction();
                    Records.send(producer, number);
                    producer.sendOffsetsToTransaction(
                            Map.of(partition, new OffsetAndMetadata(number + 1L)),
                            Records.membership(broker.bootstrapServers(), "group"));
                    producer.commitTransaction();
                }
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listConsumerGroupOffsets("group")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .containsExactly(Map.entry(partition, new OffsetAndMetadata(3)));
        }
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsRead() throws Exception {
        Child child = Child.start(BrokerInChild.class, data.toString());
        int acknowledged = 500;
        try {
            child.awaitAfter("kept " + (acknowledged - 1));
        } finally {
            child.kill();
        }
        long before = System.nanoTime();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            System.out.printf("ready %.1f s after a kill%n", (System.nanoTime() - before) / 1e9);
            assertThat(Records.readAll(broker.bootstrapServers()))
                    .startsWith(numbers(acknowledged).toArray(String[]::new));
        }
    }

    @Test
    void aPortInUseIsSaidInASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerOptions options = BrokerOptions.in(data).withPort(taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedBroker.start(options))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void keptPortsThatAreTakenAreReplaced() throws Exception {
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            address = broker.bootstrapServers();
            Records.createTopic(address);
            try (KafkaProducer<byte[], byte[]> producer = Records.producer(address)) {
                Records.send(producer, 0).get();
            }
        }
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        int controllerPort = BrokerFolder.open(BrokerOptions.in(data)).controllerPort();
        try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(controllerPort, 1, InetAddress.getLoopbackAddress());
                EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            assertThat(List.of(one.getLocalPort(), two.getLocalPort())).doesNotContain(portOf(broker));
            assertThat(Records.readAll(broker.bootstrapServers())).isEqualTo(numbers(1));
        }
    }

    @Test
    void aSecondBrokerOnTheSameFolderFailsAndTheFirstGoesOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerOptions.in(data)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("is in use by another embedded broker");
            Records.createTopic(broker.bootstrapServers());
            assertThat(Records.readAll(broker.bootstrapServers())).isEmpty();
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsSaidInASentence() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerOptions.in(file)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("data folder " + file + " cannot be used");
    }

    private static int portOf(EmbeddedBroker broker) {
        String address = broker.bootstrapServers();
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
