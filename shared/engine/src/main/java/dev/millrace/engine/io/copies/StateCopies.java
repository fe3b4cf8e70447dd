package dev.millrace.engine.io.copies;

import dev.millrace.engine.changelog.SegmentCopy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where hot copies of state are kept: never the truth, so all of it may be lost, late or damaged at any time. Thread-safe. */
public interface StateCopies {

    /** No copies at all. */
    StateCopies NONE = new StateCopies() {
        @Override
        public long leastBytes() {
            return 0;
        }

        @Override
        public boolean areKept() {
            return false;
        }

        @Override
        public CompletionStage<?> put(String stateLog, int task, int segment, SegmentCopy copy) {
            return java.util.concurrent.CompletableFuture.completedStage(null);
        }

        @Override
        public Map<Integer, SegmentCopy> load(String stateLog, int task) {
            return Map.of();
        }
    };

    /** States with less bytes than this are not worth copies. */
    long leastBytes();

    /** Whether there is a place for copies now that does not die with this process; cheap. */
    boolean areKept();

    /**
     * Keeps a copy unless a newer one of the same log is there. Does not block.
     *
     * @param stateLog the state log's topic
     * @return completes when it is kept, or fails
     */
    CompletionStage<?> put(String stateLog, int task, int segment, SegmentCopy copy);

    /** The copies of one task by segment, as far as there are any that can be read; blocks, some seconds at most. Never fails. */
    Map<Integer, SegmentCopy> load(String stateLog, int task);

    /** The same of the segments in [from, to) alone. */
    default Map<Integer, SegmentCopy> load(String stateLog, int task, int from, int to) {
        Map<Integer, SegmentCopy> some = new HashMap<>(load(stateLog, task));
        some.keySet().removeIf(segment -> segment < from || segment >= to);
        return some;
    }
}
