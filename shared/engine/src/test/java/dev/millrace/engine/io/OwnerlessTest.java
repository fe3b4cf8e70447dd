package dev.millrace.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.engine.io.assignment.Ownerless;
import dev.millrace.model.plan.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member of a group on a real broker that ends while it lets go of partitions, and comes back. */
@Timeout(120)
class OwnerlessTest {

    private static final Duration POLL = Duration.ofMillis(20);

    @TempDir
    Path data;

    /** Claims what has no owner; the first time it is to let go of partitions it fails. */
    private static final class Member implements ConsumerRebalanceListener {
        final Consumer<byte[], byte[]> consumer;
        private final Ownerless ownerless;
        private boolean fails;

        Member(StageBench bench, Stage stage, String name, boolean fails) {
            this.consumer = new StageClients(bench.kafka(), bench.admin).consumer(stage.id(), stage.id() + name);
            this.ownerless = new Ownerless(bench.admin, stage);
            this.fails = fails;
            consumer.subscribe(List.of(stage.inputs().get(0).stream()), this);
        }

        int owned() {
            consumer.poll(POLL);
            return consumer.assignment().size();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (fails) {
                fails = false;
                throw new IllegalStateException("unsettled");
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            ownerless.claim(consumer);
            consumer.pause(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
        }
    }

    @Test
    void whatItLetGoOfFindsAnOwner() throws Exception {
        try (StageBench bench = new StageBench(data)) {
            Stage stage = bench.stage("ownerless");
            Member failing = new Member(bench, stage, "_a_0", true);
            StageBench.until("the first owns all", () -> failing.owned() == StageBench.PARTITIONS);
            Member other = new Member(bench, stage, "_b_0", false);
            assertThatThrownBy(() -> StageBench.until("it fails", () -> failing.owned() + other.owned() < 0))
                    .isInstanceOf(KafkaException.class);
            failing.consumer.close(CloseOptions.timeout(Duration.ofSeconds(2))
                    .withGroupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));

            Member back = new Member(bench, stage, "_a_0", false);
            StageBench.until("all have owners", () -> back.owned() + other.owned() == StageBench.PARTITIONS);
            assertThat(other.owned()).as("what was to move has moved").isPositive();
            back.consumer.close();
            other.consumer.close();
        }
    }
}
