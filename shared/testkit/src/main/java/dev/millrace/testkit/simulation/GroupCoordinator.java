package dev.millrace.testkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/**
 * One consumer group: static members, generations, offsets. Commits are checked for membership and generation only, not for who owns the
 * partition, as Kafka does. One thread.
 */
final class GroupCoordinator {

    private static final long SESSION_MILLIS = 6_000;
    private static final long HEARTBEAT_MILLIS = 500;

    /** A member as the coordinator knows it. */
    static final class Member {
        final String id;
        final String instance;
        final BooleanSupplier beats;
        long heardMillis;
        boolean joined;
        Set<TopicPartition> owned = Set.of();
        Set<TopicPartition> assigned = Set.of();

        Member(String id, String instance, BooleanSupplier beats, long nowMillis) {
            this.id = id;
            this.instance = instance;
            this.beats = beats;
            this.heardMillis = nowMillis;
        }
    }

    private final String name;
    private final SimulatedTime time;
    private final Chance chance;
    private final List<TopicPartition> partitions;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<BrokerTransaction, Map<TopicPartition, OffsetAndMetadata>> pending = new LinkedHashMap<>();
    private int generation;
    private int lastId;
    private boolean preparing;

    GroupCoordinator(String name, SimulatedTime time, Chance chance, List<TopicPartition> partitions) {
        this.name = name;
        this.time = time;
        this.chance = chance;
        this.partitions = partitions;
        time.later(HEARTBEAT_MILLIS, this::hear);
    }

    private void hear() {
        for (Member member : List.copyOf(members.values())) {
            if (member.beats.getAsBoolean()) {
                member.heardMillis = time.millis();
            } else if (time.millis() - member.heardMillis > SESSION_MILLIS) {
                remove(member.id);
            }
        }
        time.later(HEARTBEAT_MILLIS, this::hear);
    }

    /** Leaves, or is taken out. */
    void remove(String id) {
        if (members.remove(id) != null) {
            prepare();
            completeIfAll();
        }
    }

    private void prepare() {
        if (!preparing) {
            preparing = true;
            members.values().forEach(member -> member.joined = false);
        }
    }

    /** The member, or null when it is none any more. */
    Member member(String id) {
        if (replaced.contains(id)) {
            throw new FencedInstanceIdException("the instance of " + id + " is another member now");
        }
        return members.get(id);
    }

    boolean isPreparing() {
        return preparing;
    }

    int generation() {
        return generation;
    }

    /** A client without an id joins; one that takes a known instance's place while the group is stable changes nothing. */
    Member join(String instance, BooleanSupplier beats) {
        Member member = new Member(name + "-" + ++lastId, instance, beats, time.millis());
        Optional<Member> before = members.values().stream()
                .filter(other -> other.instance.equals(instance))
                .findFirst();
        if (before.isPresent()) {
            members.remove(before.get().id);
            replaced.add(before.get().id);
            member.assigned = before.get().assigned;
            members.put(member.id, member);
            if (!preparing) {
                member.joined = true;
                return member;
            }
        } else {
            members.put(member.id, member);
            prepare();
        }
        member.joined = true;
        completeIfAll();
        return member;
    }

    /** A member joins again, with what it owns. */
    void rejoin(Member member, Set<TopicPartition> owned) {
        prepare();
        member.joined = true;
        member.owned = Set.copyOf(owned);
        completeIfAll();
    }

    private void completeIfAll() {
        if (!preparing || members.isEmpty() || !members.values().stream().allMatch(member -> member.joined)) {
            return;
        }
        preparing = false;
        generation++;
        chance.count(Fault.REBALANCE);
        assign();
    }

    /** Cooperative: what moves from one to another is given to nobody in this generation. */
    private void assign() {
        List<Member> all = new ArrayList<>(members.values());
        Map<TopicPartition, Member> owners = new HashMap<>();
        all.forEach(member -> member.owned.forEach(partition -> owners.put(partition, member)));
        Map<TopicPartition, Member> wanted = chance.oneIn(4) ? anew(all) : sticky(all, owners);
        all.forEach(member -> member.assigned = new TreeSet<>(GroupCoordinator::order));
        wanted.forEach((partition, member) -> {
            Member owner = owners.get(partition);
            if (owner == null || owner == member) {
                member.assigned.add(partition);
            }
        });
    }

    private Map<TopicPartition, Member> anew(List<Member> all) {
        List<TopicPartition> shuffled = new ArrayList<>(partitions);
        chance.shuffle(shuffled);
        Map<TopicPartition, Member> wanted = new LinkedHashMap<>();
        for (int i = 0; i < shuffled.size(); i++) {
            wanted.put(shuffled.get(i), all.get(i % all.size()));
        }
        return wanted;
    }

    private Map<TopicPartition, Member> sticky(List<Member> all, Map<TopicPartition, Member> owners) {
        int most = (partitions.size() + all.size() - 1) / all.size();
        Map<Member, Integer> loads = new HashMap<>();
        Map<TopicPartition, Member> wanted = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            Member owner = owners.get(partition);
            if (owner != null && loads.getOrDefault(owner, 0) < most) {
                wanted.put(partition, owner);
                loads.merge(owner, 1, Integer::sum);
            }
        }
        for (TopicPartition partition : partitions) {
            if (!wanted.containsKey(partition)) {
                Member least = all.stream()
                        .min(java.util.Comparator.comparingInt(member -> loads.getOrDefault(member, 0)))
                        .orElseThrow();
                wanted.put(partition, least);
                loads.merge(least, 1, Integer::sum);
            }
        }
        return wanted;
    }

    static int order(TopicPartition one, TopicPartition other) {
        int byTopic = one.topic().compareTo(other.topic());
        return byTopic != 0 ? byTopic : Integer.compare(one.partition(), other.partition());
    }

    /** Offsets that become the group's if the transaction is committed. */
    void add(
            BrokerTransaction transaction,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata metadata) {
        if (member(metadata.memberId()) == null || metadata.generationId() != generation) {
            throw new CommitFailedException();
        }
        transaction.group = this;
        transaction.offsets.putAll(offsets);
        pending.computeIfAbsent(transaction, t -> new HashMap<>()).putAll(offsets);
    }

    /** The transaction's marker. */
    void end(BrokerTransaction transaction) {
        Map<TopicPartition, OffsetAndMetadata> offsets = pending.remove(transaction);
        if (offsets != null && transaction.isCommitted()) {
            committed.putAll(offsets);
        }
    }

    /** Without a transaction. */
    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        committed.putAll(offsets);
    }

    /** Whether no open transaction can change these. */
    boolean isStable(Collection<TopicPartition> asked) {
        return pending.values().stream().noneMatch(offsets -> asked.stream().anyMatch(offsets::containsKey));
    }

    Map<TopicPartition, OffsetAndMetadata> committed() {
        return committed;
    }

    /** The offset that will be the group's when all that is decided has its marker; 0 when there is none. */
    long decided(TopicPartition at) {
        long found = committed.containsKey(at) ? committed.get(at).offset() : 0;
        for (Map.Entry<BrokerTransaction, Map<TopicPartition, OffsetAndMetadata>> entry : pending.entrySet()) {
            if (entry.getKey().isCommitted() && entry.getValue().containsKey(at)) {
                found = Math.max(found, entry.getValue().get(at).offset());
            }
        }
        return found;
    }

    Collection<Member> members() {
        return members.values();
    }

    List<TopicPartition> partitions() {
        return partitions;
    }
}
