package dev.millrace.gateway.push;

import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushOutcome.Failure;
import dev.millrace.platform.push.PushProtocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds the outcomes of a push's messages up, in the order of the messages. One thread. */
final class PushResult {

    private final List<Map<String, Object>> errors = new ArrayList<>();
    private final long[] nextOffsets;
    private long events;
    private long accepted;
    private long rejected;
    private Failure failure = Failure.NONE;
    private long failedFrom;
    private String detail = "";

    PushResult(int partitions) {
        nextOffsets = new long[partitions];
        Arrays.fill(nextOffsets, PushOutcome.NOT_WRITTEN);
    }

    /** Takes the next message's outcome. */
    void add(PushOutcome outcome) {
        for (PushOutcome.Reject reject : outcome.rejects()) {
            if (errors.size() < PushProtocol.LISTED_REJECTS) {
                errors.add(error("index", events + reject.index(), reject.detail()));
            }
        }
        if (outcome.failure() != Failure.NONE && (failure == Failure.NONE || outcome.failure() == Failure.UNKNOWN)) {
            failedFrom = failure == Failure.NONE ? events + outcome.failedFrom() : failedFrom;
            failure = outcome.failure();
            detail = outcome.detail();
        }
        events += outcome.events();
        accepted += outcome.accepted();
        rejected += outcome.rejected();
        for (int i = 0; i < Math.min(nextOffsets.length, outcome.nextOffsets().length); i++) {
            nextOffsets[i] = Math.max(nextOffsets[i], outcome.nextOffsets()[i]);
        }
    }

    /** The listed errors; where a push stopped half-way, the last one says from which event on. */
    List<Map<String, Object>> errors() {
        List<Map<String, Object>> all = new ArrayList<>(errors);
        if (failure == Failure.UNAVAILABLE) {
            all.add(error("fromIndex", failedFrom, detail));
        }
        return all;
    }

    private static Map<String, Object> error(String name, long index, String detail) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put(name, index);
        error.put("detail", detail);
        return error;
    }

    long events() {
        return events;
    }

    long accepted() {
        return accepted;
    }

    long rejected() {
        return rejected;
    }

    long[] nextOffsets() {
        return nextOffsets;
    }

    Failure failure() {
        return failure;
    }

    String detail() {
        return detail;
    }
}
