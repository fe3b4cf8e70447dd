package dev.millrace.gateway.subscribe;

import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Finds the offsets a start point means, asking Kafka. Thread-safe; futures complete on threads of the admin client or of Vert.x. */
final class StartResolver {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final long TRUNCATED_AFTER_MILLIS = 5_000;
    private static final long ASK_AGAIN_MILLIS = 500;
    private static final long UNKNOWN = -1;

    private final Platform platform;

    StartResolver(Platform platform) {
        this.platform = platform;
    }

    /** Fails with Kafka's exception when Kafka does not answer. */
    Future<Start> resolve(StreamRef ref, StartPoint from) {
        if (from instanceof StartPoint.Resume resume) {
            return resume(ref, resume.cursor());
        }
        if (from instanceof StartPoint.Earliest) {
            return logStart(ref).map(offsets -> new Start(offsets, List.of()));
        }
        if (from instanceof StartPoint.At at) {
            return at(ref, at.millis()).map(offsets -> new Start(offsets, List.of()));
        }
        return stableEnd(ref).map(offsets -> new Start(offsets, List.of()));
    }

    private Future<long[]> at(StreamRef ref, long millis) {
        Future<long[]> end = stableEnd(ref);
        return offsets(ref, OffsetSpec.forTimestamp(millis), IsolationLevel.READ_COMMITTED)
                .compose(found -> end.map(ends -> {
                    for (int p = 0; p < found.length; p++) {
                        found[p] = found[p] == UNKNOWN ? ends[p] : found[p];
                    }
                    return found;
                }));
    }

    private Future<Start> resume(StreamRef ref, Cursor cursor) {
        Optional<Cursor.Position> position = cursor.in(StreamChannel.topicId(ref));
        if (position.isEmpty()) {
            return logStart(ref).map(offsets -> new Start(offsets, List.of(Gap.recreated())));
        }
        return logStart(ref).compose(starts -> {
            long[] wanted = starts.clone();
            long[] known = position.get().nextOffsets();
            System.arraycopy(known, 0, wanted, 0, Math.min(known.length, wanted.length));
            return endOnceReached(ref, wanted, System.nanoTime())
                    .map(ends -> new Start(wanted, gaps(wanted, starts, ends)));
        });
    }

    /** The ends: at once where they reach the offsets, else those of some seconds later, for a new leader may not know them all yet. */
    private Future<long[]> endOnceReached(StreamRef ref, long[] wanted, long sinceNanos) {
        return offsets(ref, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
                .compose(ends -> {
                    long waitedMillis = (System.nanoTime() - sinceNanos) / 1_000_000;
                    if (Vectors.isAtLeast(ends, wanted) || waitedMillis >= TRUNCATED_AFTER_MILLIS) {
                        return Future.succeededFuture(ends);
                    }
                    Promise<Void> later = Promise.promise();
                    platform.vertx().setTimer(ASK_AGAIN_MILLIS, timer -> later.complete());
                    return later.future().compose(nothing -> endOnceReached(ref, wanted, sinceNanos));
                });
    }

    /** What lies outside of the log, partition by partition. */
    static List<Gap> gaps(long[] wanted, long[] starts, long[] ends) {
        List<Gap> gaps = new ArrayList<>();
        for (int p = 0; p < wanted.length; p++) {
            if (wanted[p] < starts[p]) {
                gaps.add(new Gap(Gap.Reason.RETENTION, p, wanted[p], starts[p]));
            } else if (wanted[p] > ends[p]) {
                gaps.add(new Gap(Gap.Reason.TRUNCATED, p, wanted[p], ends[p]));
            }
        }
        return gaps;
    }

    private Future<long[]> logStart(StreamRef ref) {
        return offsets(ref, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    private Future<long[]> stableEnd(StreamRef ref) {
        return offsets(ref, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    private Future<long[]> offsets(StreamRef ref, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int p = 0; p < ref.partitions(); p++) {
            wanted.put(new TopicPartition(ref.stream(), p), spec);
        }
        ListOffsetsOptions options = new ListOffsetsOptions(isolation);
        options.timeoutMs(TIMEOUT_MILLIS);
        return SystemTopics.future(platform.admin().listOffsets(wanted, options).all())
                .map(StartResolver::vector);
    }

    private static long[] vector(Map<TopicPartition, ListOffsetsResultInfo> found) {
        long[] offsets = new long[found.size()];
        found.forEach((partition, info) -> offsets[partition.partition()] = info.offset());
        return offsets;
    }
}
