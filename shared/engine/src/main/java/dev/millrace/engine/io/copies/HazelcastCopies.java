package dev.millrace.engine.io.copies;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import dev.millrace.engine.changelog.SegmentCopy;
import dev.millrace.engine.state.KeyedState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies in a Hazelcast map, each with one backup on another member; none while there is but one data member. */
public final class HazelcastCopies implements StateCopies {

    /** The map's name. */
    public static final String MAP = "millrace.state";

    private static final Logger log = LoggerFactory.getLogger(HazelcastCopies.class);

    private final HazelcastInstance hazelcast;
    private final IMap<String, byte[]> map;
    private final long leastBytes;

    /** @param leastBytes states smaller than this get no copies */
    public HazelcastCopies(HazelcastInstance hazelcast, long leastBytes) {
        this.hazelcast = hazelcast;
        this.leastBytes = leastBytes;
        this.map = hazelcast.getMap(MAP);
    }

    /** How the map is to be set up on every member. */
    public static void configure(Config config) {
        config.addMapConfig(new MapConfig(MAP)
                .setBackupCount(1)
                .setPerEntryStatsEnabled(false)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig(NewestSegment.class.getName(), 100)));
    }

    @Override
    public long leastBytes() {
        return leastBytes;
    }

    @Override
    public boolean areKept() {
        return hazelcast.getCluster().getMembers().stream()
                        .filter(member -> !member.isLiteMember())
                        .count()
                > 1;
    }

    @Override
    public CompletionStage<?> put(String stateLog, int task, int segment, SegmentCopy copy) {
        return map.submitToKey(key(stateLog, task, segment), new NewerSegment(copy.encode()));
    }

    @Override
    public Map<Integer, SegmentCopy> load(String stateLog, int task) {
        return load(stateLog, task, 0, KeyedState.SEGMENTS);
    }

    @Override
    public Map<Integer, SegmentCopy> load(String stateLog, int task, int from, int to) {
        Set<String> keys = new HashSet<>();
        for (int segment = from; segment < to; segment++) {
            keys.add(key(stateLog, task, segment));
        }
        Map<Integer, SegmentCopy> found = new HashMap<>();
        try {
            map.getAll(keys).forEach((key, stored) -> {
                int segment = Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
                SegmentCopy.decode(stored)
                        .ifPresentOrElse(
                                copy -> found.put(segment, copy),
                                () -> log.warn("the copy {} is damaged: the state log is read instead", key));
            });
        } catch (HazelcastException | IllegalStateException e) {
            log.warn(
                    "the copies of {}/{} cannot be read, the state log is read instead: {}",
                    stateLog,
                    task,
                    e.toString());
        }
        return found;
    }

    /** Forgets all copies of a state log that is gone; blocks. What cannot be forgotten now is of no use to anybody all the same. */
    public static void forget(HazelcastInstance hazelcast, String stateLog) {
        try {
            hazelcast
                    .<String, byte[]>getMap(MAP)
                    .removeAll(Predicates.regex("__key", Pattern.quote(stateLog + "/") + ".*"));
        } catch (HazelcastException | IllegalStateException e) {
            log.warn("the copies of {} stay for now: {}", stateLog, e.toString());
        }
    }

    private static String key(String stateLog, int task, int segment) {
        return stateLog + "/" + task + "/" + segment;
    }
}
