package dev.millrace.engine.io.assignment;

import dev.millrace.model.plan.Stage;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.GroupState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds partitions that no member of a stage's group owns, once after a worker has joined it. In the cooperative protocol a partition that moves is given
 * to nobody until its owner has let go of it and the group forms once more. An owner that ends in between and comes back as the same static member is
 * handed its last assignment, and no new generation is formed: without being asked for one, the group would leave that partition alone for good. The
 * worker's thread; blocks for a round trip.
 */
public final class Ownerless {

    private static final Logger log = LoggerFactory.getLogger(Ownerless.class);
    private static final long PATIENCE_MILLIS = 10_000;

    private final Admin admin;
    private final Stage stage;
    private boolean looked;

    public Ownerless(Admin admin, Stage stage) {
        this.admin = admin;
        this.stage = stage;
    }

    /** To be called when the consumer has learned what it owns; does nothing from the second time on. */
    public void claim(Consumer<byte[], byte[]> consumer) {
        if (!looked) {
            looked = true;
            if (areThere()) {
                consumer.enforceRebalance("partitions have no owner");
            }
        }
    }

    private boolean areThere() {
        try {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(stage.id()))
                    .all()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .get(stage.id());
            int owned = group.members().stream()
                    .mapToInt(member -> member.assignment().topicPartitions().size())
                    .sum();
            // While the group forms anyway, nothing is known and nothing needs to be done.
            return group.groupState() == GroupState.STABLE && owned < stage.tasks();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("{}: could not ask who owns what, has the group form anew", stage.id(), e);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
