package dev.millrace.engine.io.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PartialPacksTest {

    private static final int PARTITIONS = 3;
    private static final StreamRef IN = new StreamRef("in", "id", 1, null, null);
    private static final StreamRef OUT = new StreamRef("out", "id", PARTITIONS, null, null).writtenBy(1);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Stage stage =
            new Stage("millrace.p_a_1", "s", List.of(IN), List.of(), null, null, OUT, OUT, Delivery.EXACTLY_ONCE, 30);
    private final PartialPacks packs =
            new PartialPacks(new OutputRecords(stage, Clock.systemUTC()), new ImmediateOutputs(producer), PARTITIONS);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> apart(ProducerRecord<byte[], byte[]> record) {
        List<byte[]> partials = new ArrayList<>();
        PartialPacks.forEach(record.value(), partials::add);
        return partials;
    }

    @Test
    void thoseOfOnePartitionTravelTogetherInOrder() {
        for (int i = 0; i < 100; i++) {
            packs.add(utf8("key" + i), utf8("key" + i));
        }
        assertThat(producer.history()).as("nothing before it is asked for").isEmpty();
        packs.send();
        packs.send();
        assertThat(producer.history()).hasSize(PARTITIONS);
        List<String> all = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            assertThat(record.headers().lastHeader(RecordHeaders.PARTIAL).value())
                    .containsExactly(2);
            int before = -1;
            for (byte[] partial : apart(record)) {
                assertThat(BuiltInPartitioner.partitionForKey(partial, PARTITIONS))
                        .isEqualTo(record.partition());
                String text = new String(partial, StandardCharsets.UTF_8);
                int number = Integer.parseInt(text.substring(3));
                assertThat(number).as("in order").isGreaterThan(before);
                before = number;
                all.add(text);
            }
        }
        assertThat(all).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aPackDoesNotGrowWithoutEnd() {
        for (int i = 0; i < 5; i++) {
            packs.add(utf8("k"), new byte[PartialPacks.ENOUGH_BYTES / 2]);
        }
        assertThat(producer.history()).hasSize(2);
        packs.send();
        assertThat(producer.history()).hasSize(3);
        assertThat(producer.history().stream()
                        .mapToInt(record -> apart(record).size())
                        .sum())
                .isEqualTo(5);
    }

    @Test
    void whatIsForgottenIsNotSent() {
        packs.add(utf8("k"), utf8("undone"));
        packs.forget();
        packs.add(utf8("k"), new byte[0]);
        packs.send();
        assertThat(producer.history()).hasSize(1);
        assertThat(apart(producer.history().get(0))).containsExactly(new byte[0]);
    }

    @Test
    void whatIsNoPackIsRefused() {
        for (byte[] broken : List.of(new byte[] {2, 1}, new byte[] {(byte) 0x80}, new byte[] {1, 7, 5})) {
            assertThatThrownBy(() -> PartialPacks.forEach(broken, partial -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
