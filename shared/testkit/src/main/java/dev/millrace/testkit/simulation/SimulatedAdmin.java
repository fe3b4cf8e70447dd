package dev.millrace.testkit.simulation;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DeleteRecordsResult;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.FenceProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ListTransactionsResult;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;

/** The methods of the admin client that are used. One thread. */
class SimulatedAdmin {

    protected final SimulatedBroker broker;
    protected final SimulatedProcess process;

    SimulatedAdmin(SimulatedBroker broker, SimulatedProcess process) {
        this.broker = broker;
        this.process = process;
    }

    ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> asked, ListOffsetsOptions options) {
        process.request("offsets of logs");
        boolean fails = broker.chance.fails();
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
        asked.forEach((at, spec) -> {
            PartitionLog log = broker.log(at);
            long offset = spec instanceof OffsetSpec.EarliestSpec ? log.start() : end(log, options.isolationLevel());
            answers.put(
                    at,
                    fails
                            ? failed()
                            : KafkaFuture.completedFuture(new ListOffsetsResultInfo(offset, -1, Optional.empty())));
        });
        process.request("offsets of logs, answered");
        return new ListOffsetsResult(answers);
    }

    /** The end of a log as such readers see it. */
    protected long end(PartitionLog log, IsolationLevel isolation) {
        return isolation == IsolationLevel.READ_COMMITTED ? log.stableEnd() : log.end();
    }

    private static <T> KafkaFuture<T> failed() {
        KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
        future.completeExceptionally(new TimeoutException("admin"));
        return future;
    }

    ListTransactionsResult listTransactions(ListTransactionsOptions options) {
        process.request("transactions");
        Pattern pattern = Pattern.compile(options.filteredTransactionalIdPattern());
        Collection<TransactionListing> listings = new ArrayList<>();
        for (String id : broker.transactions.ongoing()) {
            if (pattern.matcher(id).matches()) {
                listings.add(new TransactionListing(id, 0, TransactionState.ONGOING));
            }
        }
        KafkaFutureImpl<Collection<TransactionListing>> ofBroker = new KafkaFutureImpl<>();
        ofBroker.complete(listings);
        KafkaFuture<Map<Integer, KafkaFutureImpl<Collection<TransactionListing>>>> all =
                broker.chance.fails() ? failed() : KafkaFuture.completedFuture(Map.of(0, ofBroker));
        return made(ListTransactionsResult.class, all);
    }

    DescribeConsumerGroupsResult describeConsumerGroups(Collection<String> groups) {
        process.request("groups");
        Map<String, KafkaFuture<ConsumerGroupDescription>> answers = new HashMap<>();
        for (String name : groups) {
            List<MemberDescription> members = broker.group(name).members().stream()
                    .map(member -> new MemberDescription(
                            member.id,
                            Optional.of(member.instance),
                            "client",
                            "host",
                            new MemberAssignment(Set.copyOf(member.assigned))))
                    .toList();
            answers.put(
                    name,
                    KafkaFuture.completedFuture(new ConsumerGroupDescription(
                            name,
                            false,
                            members,
                            "cooperative-sticky",
                            GroupType.CLASSIC,
                            broker.group(name).isPreparing() ? GroupState.PREPARING_REBALANCE : GroupState.STABLE,
                            new Node(0, "host", 1),
                            Set.of(),
                            Optional.empty(),
                            Optional.empty())));
        }
        return new DescribeConsumerGroupsResult(answers);
    }

    FenceProducersResult fenceProducers(Collection<String> ids) {
        Map<CoordinatorKey, KafkaFuture<ProducerIdAndEpoch>> answers = new HashMap<>();
        for (String id : ids) {
            process.request("fence");
            boolean fails = broker.chance.fails();
            if (!fails) {
                broker.transactions.fence(id);
            }
            answers.put(
                    CoordinatorKey.byTransactionalId(id),
                    fails ? failed() : KafkaFuture.completedFuture(new ProducerIdAndEpoch(0, (short) 0)));
        }
        return made(FenceProducersResult.class, answers);
    }

    DeleteRecordsResult deleteRecords(Map<TopicPartition, RecordsToDelete> unneeded) {
        process.request("deletion");
        Map<TopicPartition, KafkaFuture<DeletedRecords>> answers = new HashMap<>();
        unneeded.forEach((at, records) -> {
            long before = records.beforeOffset();
            broker.chance.count(Fault.TRIM);
            broker.watch.trims(at, before);
            if (!broker.chance.fails()) {
                broker.time.later(
                        broker.chance.isSlow() ? broker.chance.below(3_000) : 1,
                        () -> broker.log(at).deleteBefore(before));
            }
            answers.put(at, KafkaFuture.completedFuture(new DeletedRecords(before)));
        });
        return new DeleteRecordsResult(answers);
    }

    /** Kafka makes these results itself only. */
    private static <T> T made(Class<T> type, Object argument) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(argument));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
