package dev.millrace.gateway.subscribe;

import dev.millrace.model.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events a subscriber asked for and cannot get.
 *
 * @param partition the partition, or {@link #WHOLE_STREAM}
 * @param from the next offset the subscriber wanted
 * @param to where it goes on
 */
record Gap(Reason reason, int partition, long from, long to) {

    /** Why they are not there. */
    enum Reason {
        /** Retention, or somebody's deletion, removed them. */
        RETENTION("retention"),
        /** The log ends before the place that was asked for: Kafka lost what it had. */
        TRUNCATED("truncated"),
        /** The stream was deleted and created again. */
        RECREATED("recreated");

        private final String word;

        Reason(String word) {
            this.word = word;
        }
    }

    static final int WHOLE_STREAM = -1;

    static Gap recreated() {
        return new Gap(Reason.RECREATED, WHOLE_STREAM, 0, 0);
    }

    /** The data of the {@code gap} frame. */
    byte[] data() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("reason", reason.word);
        if (partition != WHOLE_STREAM) {
            tree.put("partition", (long) partition);
            tree.put("from", from);
            tree.put("to", to);
        }
        return JsonTree.write(tree);
    }
}
