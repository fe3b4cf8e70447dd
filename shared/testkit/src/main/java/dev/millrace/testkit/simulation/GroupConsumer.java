package dev.millrace.testkit.simulation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The methods of a group's member that are used: joins, learns of generations and calls back within {@link #poll}, in the order in which Kafka's
 * own does for the cooperative protocol. One thread.
 */
class GroupConsumer {

    private static final int UNKNOWN_GENERATION = -1;

    private final SimulatedBroker broker;
    private final SimulatedProcess process;
    private final GroupCoordinator group;
    private final String groupName;
    private final Positions positions;
    private ConsumerRebalanceListener listener;
    private GroupCoordinator.Member member;
    private int generation = UNKNOWN_GENERATION;
    private boolean mustRejoin;
    private boolean closed;

    GroupConsumer(SimulatedBroker broker, SimulatedProcess process, String groupName) {
        this.broker = broker;
        this.process = process;
        this.groupName = groupName;
        this.group = broker.group(groupName);
        this.positions = new Positions(broker);
        process.openClients.add("consumer");
    }

    void subscribe(Collection<String> topics, ConsumerRebalanceListener callbacks) {
        listener = callbacks;
    }

    ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        process.request("poll");
        if (broker.time.millis() >= process.unreachableUntilMillis) {
            meetGroup();
        }
        process.request("fetch");
        return positions.fetch();
    }

    private void meetGroup() {
        if (member != null && group.member(member.id) == null) {
            broker.chance.count(Fault.LOST);
            lose();
        }
        if (member == null) {
            member = group.join(process.member, () -> !closed && process.beats(broker.time.millis()));
            process.request("join");
        } else if (mustRejoin || group.isPreparing() && !member.joined) {
            mustRejoin = false;
            group.rejoin(member, positions.assigned());
            process.request("join");
        }
        if (!group.isPreparing() && generation != group.generation() && member.joined) {
            complete();
        }
    }

    private void lose() {
        member = null;
        generation = UNKNOWN_GENERATION;
        mustRejoin = false;
        Set<TopicPartition> lost = positions.assigned();
        if (!lost.isEmpty()) {
            call(attempt(listener::onPartitionsLost, lost));
            positions.assign(Set.of());
        }
    }

    /** A generation is complete, and this member learns what is its. */
    private void complete() {
        generation = group.generation();
        Set<TopicPartition> assigned = member.assigned;
        Set<TopicPartition> owned = positions.assigned();
        Set<TopicPartition> revoked = new HashSet<>(owned);
        revoked.removeAll(assigned);
        RuntimeException first = null;
        if (!revoked.isEmpty()) {
            first = attempt(listener::onPartitionsRevoked, revoked);
            mustRejoin = true;
        }
        positions.assign(assigned);
        Set<TopicPartition> added = new HashSet<>(assigned);
        added.removeAll(owned);
        RuntimeException second = attempt(listener::onPartitionsAssigned, added);
        call(first == null ? second : first);
    }

    private RuntimeException attempt(Consumer<Collection<TopicPartition>> callback, Set<TopicPartition> partitions) {
        Set<TopicPartition> sorted = new TreeSet<>(GroupCoordinator::order);
        sorted.addAll(partitions);
        try {
            callback.accept(sorted);
        } catch (RuntimeException e) {
            return e;
        }
        if (!partitions.isEmpty()) {
            process.checkNothingOpen("after a rebalance callback");
        }
        return null;
    }

    private static void call(RuntimeException thrown) {
        if (thrown instanceof KafkaException) {
            throw thrown;
        } else if (thrown != null) {
            throw new KafkaException("User rebalance callback throws an error", thrown);
        }
    }

    void enforceRebalance(String reason) {
        mustRejoin = true;
    }

    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration patience) {
        process.request("committed offsets");
        if (broker.chance.fails() || !broker.time.await(patience.toMillis(), () -> isStable(group, partitions))) {
            throw new TimeoutException("committed offsets are not stable");
        }
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        partitions.forEach(partition -> found.put(partition, group.committed().get(partition)));
        process.request("committed offsets, answered");
        return found;
    }

    /** Whether these offsets may be answered. */
    protected boolean isStable(GroupCoordinator of, Set<TopicPartition> partitions) {
        return of.isStable(partitions);
    }

    ConsumerGroupMetadata groupMetadata() {
        return new ConsumerGroupMetadata(
                groupName, generation, member == null ? "" : member.id, Optional.of(process.member));
    }

    /** Somebody has this member taken out of its group. */
    void throwOut() {
        if (member != null) {
            group.remove(member.id);
        }
    }

    /** Whether the broker takes this client for the owner. */
    boolean isOwner(TopicPartition partition) {
        return member != null
                && group.members().contains(member)
                && positions.assigned().contains(partition);
    }

    long position(TopicPartition partition) {
        return positions.position(partition);
    }

    OptionalLong currentLag(TopicPartition partition) {
        return positions.lag(partition);
    }

    void seek(TopicPartition partition, long offset) {
        positions.seek(partition, offset);
    }

    void pause(Collection<TopicPartition> partitions) {
        positions.pause(partitions);
    }

    void resume(Collection<TopicPartition> partitions) {
        positions.resume(partitions);
    }

    Set<TopicPartition> assigned() {
        return positions.assigned();
    }

    void close(CloseOptions options) {
        process.request("close");
        closed = true;
        process.openClients.remove("consumer");
        if (member != null
                && options.groupMembershipOperation() == CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                && broker.time.millis() >= process.unreachableUntilMillis) {
            group.remove(member.id);
        }
    }
}
