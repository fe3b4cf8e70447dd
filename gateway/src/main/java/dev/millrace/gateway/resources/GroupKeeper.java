package dev.millrace.gateway.resources;

import dev.millrace.engine.plan.InternalTopics;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer groups of stages: where they start, how one generation hands over to the next. Blocks; the writer's thread only. */
final class GroupKeeper {

    private static final Logger log = LoggerFactory.getLogger(GroupKeeper.class);
    private static final Pattern STAGE = Pattern.compile("millrace\\.[a-z0-9.-]+_[a-z0-9.-]+_[0-9]+");
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(10);

    private final Platform platform;

    GroupKeeper(Platform platform) {
        this.platform = platform;
    }

    /**
     * Commits, before anybody reads, where a new stage starts: in each partition where it is {@code known}, elsewhere as it was told; what lies
     * between two stages is read from its first record on.
     */
    void start(Stage stage, Start start, Map<TopicPartition, OffsetAndMetadata> known) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<TopicPartition, OffsetSpec> open = new HashMap<>();
        for (StreamRef input : stage.inputs()) {
            for (int partition = 0; partition < input.partitions(); partition++) {
                TopicPartition at = new TopicPartition(input.stream(), partition);
                if (known.containsKey(at)) {
                    offsets.put(at, known.get(at));
                } else {
                    open.put(at, InternalTopics.isInternal(input.stream()) ? OffsetSpec.earliest() : start.spec());
                }
            }
        }
        resolve(open).forEach((at, offset) -> offsets.put(at, new OffsetAndMetadata(offset, Handover.FIRST)));
        commit(stage, offsets);
    }

    /** Commits offsets for a stage whose state knows the rest. */
    void goOn(Stage stage, Map<TopicPartition, OffsetAndMetadata> known) {
        commit(stage, known);
    }

    private void commit(Stage stage, Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!offsets.isEmpty()) {
            Waiting.get(platform.admin()
                    .alterConsumerGroupOffsets(stage.id(), offsets)
                    .all());
        }
    }

    /** Where to start when nothing is known. */
    record Start(OffsetSpec spec) {
        static Start earliest() {
            return new Start(OffsetSpec.earliest());
        }

        static Start latest() {
            return new Start(OffsetSpec.latest());
        }

        static Start at(Instant time) {
            return new Start(OffsetSpec.forTimestamp(time.toEpochMilli()));
        }
    }

    private Map<TopicPartition, Long> resolve(Map<TopicPartition, OffsetSpec> specs) {
        Map<TopicPartition, Long> found = new HashMap<>();
        if (specs.isEmpty()) {
            return found;
        }
        ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, OffsetSpec> afterAll = new HashMap<>();
        Waiting.get(platform.admin().listOffsets(specs, committed).all()).forEach((at, result) -> {
            if (result.offset() >= 0) {
                found.put(at, result.offset());
            } else {
                // Nothing arrived at or after that time yet: what comes next is where to start.
                afterAll.put(at, OffsetSpec.latest());
            }
        });
        if (!afterAll.isEmpty()) {
            Waiting.get(platform.admin().listOffsets(afterAll, committed).all())
                    .forEach((at, result) -> found.put(at, result.offset()));
        }
        return found;
    }

    /**
     * Ends a generation: waits until its workers have left, removes those that do not, ends what they left open. A worker that wakes up later
     * finds neither membership nor offsets.
     *
     * @return the offsets it had reached; none when the group is gone already
     */
    Map<TopicPartition, OffsetAndMetadata> end(Stage stage) {
        boolean empty = Waiting.holds(LEAVE_PATIENCE, () -> members(stage.id()) == 0);
        if (!empty) {
            log.warn("{}: removing members that did not leave", stage.id());
            removeMembers(stage.id());
        }
        fence(stage.id());
        return offsets(stage.id());
    }

    /**
     * Removes a stage's group and its offsets; it is no error when there is none. From then on a worker that comes late finds nothing to go on
     * from.
     *
     * @return false when a worker has joined in the meantime: it is to be waited for, and its offsets to be read again
     */
    boolean delete(Stage stage) {
        try {
            delete(stage.id());
            return true;
        } catch (GroupNotEmptyException e) {
            log.info("{}: a worker joined late", stage.id());
            return false;
        }
    }

    private void delete(String group) {
        try {
            Waiting.get(platform.admin().deleteConsumerGroups(List.of(group)).all());
        } catch (GroupIdNotFoundException e) {
            log.debug("{} is gone already", group);
        }
    }

    /** Removes the groups of stages that no plan has any more. */
    void deleteAllBut(Set<String> stages) {
        for (GroupListing group : Waiting.get(platform.admin()
                .listGroups(ListGroupsOptions.forConsumerGroups())
                .all())) {
            if (STAGE.matcher(group.groupId()).matches() && !stages.contains(group.groupId())) {
                log.info("removing the group {}, which no plan has", group.groupId());
                try {
                    delete(group.groupId());
                } catch (GroupNotEmptyException e) {
                    log.warn("{} has members although no plan has it", group.groupId());
                }
            }
        }
    }

    private int members(String group) {
        try {
            return Waiting.get(platform.admin()
                            .describeConsumerGroups(List.of(group))
                            .all())
                    .get(group)
                    .members()
                    .size();
        } catch (GroupIdNotFoundException e) {
            return 0;
        }
    }

    private void removeMembers(String group) {
        try {
            Waiting.get(platform.admin()
                    .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all());
        } catch (KafkaException e) {
            log.warn("{}: members could not be removed: {}", group, e.toString());
        }
    }

    private void fence(String group) {
        Set<String> ids = new HashSet<>();
        ListTransactionsOptions ours =
                new ListTransactionsOptions().filterOnTransactionalIdPattern("\\Q" + group + "_\\E.*");
        for (TransactionListing listing :
                Waiting.get(platform.admin().listTransactions(ours).all())) {
            ids.add(listing.transactionalId());
        }
        if (!ids.isEmpty()) {
            Waiting.get(platform.admin().fenceProducers(ids).all());
        }
    }

    /** The offsets a stage's group has now; none when there is no group. */
    Map<TopicPartition, OffsetAndMetadata> offsets(Stage stage) {
        return offsets(stage.id());
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            Waiting.get(platform.admin()
                            .listConsumerGroupOffsets(
                                    Map.of(group, new ListConsumerGroupOffsetsSpec()),
                                    new ListConsumerGroupOffsetsOptions().requireStable(true))
                            .partitionsToOffsetAndMetadata(group))
                    .forEach((at, offset) -> {
                        if (offset != null) {
                            offsets.put(at, offset);
                        }
                    });
            return offsets;
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }
}
