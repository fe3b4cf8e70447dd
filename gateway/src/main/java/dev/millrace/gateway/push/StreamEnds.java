package dev.millrace.gateway.push;

import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far streams have been written, for the partitions of a cursor that a push did not write to. Thread-safe.
 *
 * <p>What is known may be up to {@value #STALE_MILLIS} ms old, and is at least what this gateway's own pushes wrote: an end that was reached
 * before the answer, so that reading on from there leaves nothing out that comes after it, and may repeat other partitions' latest events.
 */
final class StreamEnds {

    private static final long REFRESH_MILLIS = 1_000;
    private static final long STALE_MILLIS = 3_000;
    private static final long ANSWER_MILLIS = 1_000;

    private final Platform platform;
    private final Map<String, Known> streams = new ConcurrentHashMap<>();

    StreamEnds(Platform platform) {
        this.platform = platform;
    }

    private static final class Known {
        final long[] ends;
        Future<Void> asking;
        long askedNanos;

        Known(int partitions) {
            ends = new long[partitions];
        }

        synchronized void raise(int partition, long end) {
            if (partition < ends.length) {
                ends[partition] = Math.max(ends[partition], end);
            }
        }
    }

    /** Completes, on any thread, when what is known is fresh enough or Kafka was asked in vain; at once where it is. */
    Future<Void> fresh(StreamRef stream) {
        Known known = known(stream);
        synchronized (known) {
            long ageMillis = known.asking == null
                    ? Long.MAX_VALUE
                    : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - known.askedNanos);
            if (ageMillis > REFRESH_MILLIS && (known.asking == null || known.asking.isComplete())) {
                known.askedNanos = System.nanoTime();
                Future<Void> before = known.asking;
                known.asking = ask(stream, known);
                return before == null || ageMillis > STALE_MILLIS ? known.asking : before;
            }
            return known.asking;
        }
    }

    /** The cursor's offsets after a push: right after its records, elsewhere the end that is known. */
    long[] after(StreamRef stream, long[] written) {
        Known known = known(stream);
        synchronized (known) {
            for (int partition = 0; partition < written.length; partition++) {
                known.raise(partition, written[partition]);
            }
            long[] next = known.ends.clone();
            for (int partition = 0; partition < Math.min(next.length, written.length); partition++) {
                if (written[partition] != PushOutcome.NOT_WRITTEN) {
                    next[partition] = written[partition];
                }
            }
            return next;
        }
    }

    private Known known(StreamRef stream) {
        return streams.computeIfAbsent(stream.topicId(), id -> new Known(stream.partitions()));
    }

    // Read committed: an open transaction's events come after the answer.
    private Future<Void> ask(StreamRef stream, Known known) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (int partition = 0; partition < stream.partitions(); partition++) {
            partitions.put(new TopicPartition(stream.stream(), partition), OffsetSpec.latest());
        }
        Future<Map<TopicPartition, ListOffsetsResultInfo>> asked = SystemTopics.future(platform.admin()
                .listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all());
        return asked.timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .onSuccess(ends -> ends.forEach((at, end) -> known.raise(at.partition(), end.offset())))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
