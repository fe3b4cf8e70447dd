package dev.millrace.broker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that Kafka forgot to end on some partitions when it was killed.
 *
 * <p>A broker that is killed between the decision to commit and the markers that say so in each partition tells the partitions after its
 * restart. Kafka 4.3.1 passes over those that have no leader yet at that moment, which after a kill are many, as if their topics were deleted,
 * and notes that all were told. Nobody would ever end the transaction there, and readers of committed records wait before it for good. Hence
 * this, before anybody else uses the broker: for every partition with an open transaction that the coordinator's log calls ended, the marker that
 * is missing, with the outcome that the log names. Kafka's own repair, {@code Admin.abortTransaction}, would abort what was committed.
 */
final class HangingTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private HangingTransactions() {}

    /** A producer's open transaction on one partition, where it begins. */
    record Open(TopicPartition partition, long start, long producerId, int producerEpoch, int coordinatorEpoch) {}

    /** What to do with the open transactions: markers to write now, and whether the coordinator is at work on others. */
    record Repair(List<TxnMarkerEntry> markers, boolean unsettled) {}

    /**
     * Looks, and repairs where needed; blocks: some ten milliseconds where no transaction is open, half a minute at most.
     *
     * @throws BrokerException when the broker does not answer or refuses a marker
     */
    static void end(int port) {
        String address = "127.0.0.1:" + port;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            Collection<TopicPartition> all = partitions(admin);
            List<TopicPartition> log = all.stream()
                    .filter(partition -> partition.topic().equals(TransactionEnds.TOPIC))
                    .toList();
            long limit = System.nanoTime() + LIMIT_NANOS;
            // Clients that outlived the broker come back at once: what they begin from now on is theirs to end.
            Set<Open> left = open(admin, all);
            while (!left.isEmpty()) {
                // How transactions ended is read before and after which are open: whose producer has ended one or begun
                // another meanwhile is alive, and looked at again.
                TransactionEnds before = TransactionEnds.read(address, log);
                left.retainAll(open(admin, all));
                Repair repair = repair(left, TransactionEnds.read(address, log).unchangedSince(before));
                Markers.write(port, repair.markers());
                for (TxnMarkerEntry marker : repair.markers()) {
                    LOG.info(
                            "ended a transaction that a kill had left open on {}: {}",
                            marker.partitions(),
                            marker.transactionResult());
                }
                if (repair.markers().isEmpty() && !repair.unsettled()) {
                    return;
                }
                if (System.nanoTime() > limit) {
                    LOG.warn(
                            "the broker has not ended in {} s what it had decided before it was killed; readers wait where it is open",
                            TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS));
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Decides; open transactions of which the log does not say that they are over are left to their producers and the coordinator. */
    static Repair repair(Collection<Open> open, TransactionEnds ends) {
        Map<Long, List<Open>> hanging = new HashMap<>();
        boolean unsettled = false;
        for (Open one : open) {
            TransactionEnds.End end = ends.of(one.producerId());
            if (end != null && end.isOver()) {
                hanging.computeIfAbsent(one.producerId(), producer -> new ArrayList<>())
                        .add(one);
            }
            unsettled |= end != null && end.isBeingTold();
        }
        List<TxnMarkerEntry> markers = new ArrayList<>();
        hanging.forEach((producer, where) -> markers.add(marker(producer, where, ends.of(producer))));
        return new Repair(markers, unsettled);
    }

    private static TxnMarkerEntry marker(long producer, List<Open> where, TransactionEnds.End end) {
        int epoch = end.producerEpoch();
        int coordinatorEpoch = end.coordinatorEpoch();
        List<TopicPartition> partitions = new ArrayList<>();
        for (Open one : where) {
            // A partition refuses epochs below those it has seen.
            epoch = Math.max(epoch, one.producerEpoch());
            coordinatorEpoch = Math.max(coordinatorEpoch, one.coordinatorEpoch());
            partitions.add(one.partition());
        }
        return new TxnMarkerEntry(producer, (short) epoch, coordinatorEpoch, end.outcome(), partitions, (short) 0);
    }

    private static Collection<TopicPartition> partitions(Admin admin) throws ExecutionException, InterruptedException {
        Collection<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic :
                admin.describeTopics(topics).allTopicNames().get().values()) {
            topic.partitions().forEach(one -> partitions.add(new TopicPartition(topic.name(), one.partition())));
        }
        return partitions;
    }

    // Waits until every partition has a leader.
    private static Set<Open> open(Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Set<Open> open = new HashSet<>();
        for (Map.Entry<TopicPartition, PartitionProducerState> partition :
                admin.describeProducers(partitions).all().get().entrySet()) {
            for (ProducerState producer : partition.getValue().activeProducers()) {
                if (producer.currentTransactionStartOffset().isPresent()) {
                    open.add(new Open(
                            partition.getKey(),
                            producer.currentTransactionStartOffset().getAsLong(),
                            producer.producerId(),
                            producer.producerEpoch(),
                            producer.coordinatorEpoch().orElse(0)));
                }
            }
        }
        return open;
    }

    private static BrokerException failed(Throwable cause) {
        return new BrokerException(
                "the embedded broker started, but its open transactions could not be looked at: " + cause.getMessage(),
                cause);
    }
}
