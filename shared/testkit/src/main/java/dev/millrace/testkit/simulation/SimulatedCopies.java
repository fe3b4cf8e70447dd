package dev.millrace.testkit.simulation;

import dev.millrace.engine.changelog.SegmentCopy;
import dev.millrace.engine.io.copies.StateCopies;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/** A place for copies that loses, delays and damages some. One thread. */
class SimulatedCopies implements StateCopies {

    protected final SimulatedBroker broker;
    private final Map<String, byte[]> stored = new HashMap<>();

    SimulatedCopies(SimulatedBroker broker) {
        this.broker = broker;
    }

    @Override
    public long leastBytes() {
        return 0;
    }

    @Override
    public boolean areKept() {
        return !broker.chance.fails();
    }

    @Override
    public CompletionStage<?> put(String stateLog, int task, int segment, SegmentCopy copy) {
        broker.watch.copied(new TopicPartition(stateLog, task), copy.offset());
        keep(stateLog, task, segment, copy);
        CompletableFuture<Object> kept = new CompletableFuture<>();
        broker.time.later(broker.chance.below(20), () -> kept.complete(null));
        return kept;
    }

    protected void keep(String stateLog, int task, int segment, SegmentCopy copy) {
        String key = key(stateLog, task, segment);
        byte[] bytes = copy.encode();
        if (broker.chance.fails()) {
            broker.chance.count(Fault.COPY_DAMAGED);
            switch (broker.chance.below(3)) {
                case 0 -> bytes[broker.chance.below(bytes.length)] ^= (byte) (1 << broker.chance.below(8));
                case 1 -> {
                    return;
                }
                default -> {
                    broker.time.later(broker.chance.below(20_000), () -> stored.merge(key, bytes, this::newer));
                    return;
                }
            }
        }
        stored.merge(key, bytes, this::newer);
    }

    private byte[] newer(byte[] present, byte[] next) {
        return SegmentCopy.replaces(next, present) ? next : present;
    }

    protected static String key(String stateLog, int task, int segment) {
        return stateLog + "/" + task + "/" + segment;
    }

    @Override
    public Map<Integer, SegmentCopy> load(String stateLog, int task) {
        Map<Integer, SegmentCopy> found = new HashMap<>();
        if (broker.chance.oneIn(5)) {
            stored.clear();
        }
        for (int segment = 0; segment < 256; segment++) {
            byte[] bytes = stored.get(key(stateLog, task, segment));
            if (bytes != null && !broker.chance.fails()) {
                int of = segment;
                decode(bytes).ifPresent(copy -> found.put(of, copy));
            }
        }
        if (!found.isEmpty()) {
            broker.chance.count(Fault.COPIES_LOADED);
        }
        return found;
    }

    protected Optional<SegmentCopy> decode(byte[] bytes) {
        return SegmentCopy.decode(bytes);
    }
}
