package dev.millrace.engine.io;

import dev.millrace.model.plan.Stage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a new owner of partitions does before it reads: ends the transactions that dead members left open, then asks for the offsets that
 * no open transaction can change any more. Called on the worker's thread; blocks for some round trips to the broker.
 */
final class TakeOver {

    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;
    private final Stage stage;

    TakeOver(Admin admin, Stage stage) {
        this.admin = admin;
        this.stage = stage;
    }

    /**
     * The stable committed offsets of newly owned partitions, as far as there are any.
     *
     * @throws StageFailedException when a partition of a stage without state has none: a stage never guesses where to start
     */
    Map<TopicPartition, OffsetAndMetadata> offsets(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        fenceDeadMembers();
        Map<TopicPartition, OffsetAndMetadata> committed = committed(consumer, new HashSet<>(partitions));
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            // Of a stage with state the log is the authority: it knows the offset when the broker has forgotten it.
            if (offset == null && stage.keyed() == null) {
                throw new StageFailedException("the group " + stage.id() + " has no committed offset for " + partition
                        + ": the broker has forgotten it (see offsets.retention.minutes) or it was deleted");
            }
            if (offset != null) {
                found.put(partition, offset);
            }
        }
        return found;
    }

    /** Whoever wakes the worker means its waiting for events, not this. */
    private static Map<TopicPartition, OffsetAndMetadata> committed(
            Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        try {
            return consumer.committed(partitions, PATIENCE);
        } catch (WakeupException woken) {
            return committed(consumer, partitions);
        }
    }

    /** A dead owner's open transaction would hold its readers up until it times out, 10 to 20 s; fencing its producer ends it at once. */
    private void fenceDeadMembers() {
        try {
            Set<String> ongoing = new HashSet<>();
            ListTransactionsOptions ours = new ListTransactionsOptions()
                    .filterStates(List.of(TransactionState.ONGOING))
                    .filterOnTransactionalIdPattern("\\Q" + stage.id() + "_\\E.*");
            for (TransactionListing listing : await(admin.listTransactions(ours).all())) {
                ongoing.add(listing.transactionalId());
            }
            if (ongoing.isEmpty()) {
                return;
            }
            ConsumerGroupDescription group = await(
                            admin.describeConsumerGroups(List.of(stage.id())).all())
                    .get(stage.id());
            group.members().forEach(member -> member.groupInstanceId().ifPresent(ongoing::remove));
            if (!ongoing.isEmpty()) {
                log.info("{}: ending the open transactions of {}", stage.id(), ongoing);
                await(admin.fenceProducers(ongoing).all());
            }
        } catch (ExecutionException | TimeoutException e) {
            log.warn("{}: could not end dead members' transactions, waiting for them to time out", stage.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
