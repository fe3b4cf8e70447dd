package dev.millrace.system.guarantee;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Each update of a group and window counts one more than the one before it: none is missing, none was told twice, none came too early. */
public final class CountsUp implements Guarantee {

    @Override
    public void check(Pushed pushed, Told told) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        for (Told.Result result : told.results()) {
            int count = result.number("count");
            Integer before =
                    counts.put(List.of(result.fields().get("k"), result.fields().get("windowStart")), count);
            if (count != (before == null ? 0 : before) + 1) {
                throw new AssertionError(told.stream() + ": after count " + before + " came " + result.fields());
            }
        }
    }
}
