package dev.millrace.system.guarantee;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every event the input stream holds is in the results, among the dead letters or among the late ones: once, and nothing is there that it does not hold. */
public final class NothingUnaccounted implements Guarantee {

    private static final int MOST_NAMED = 20;

    private final Told input;
    private final List<Told> besides;

    /**
     * @param input what a subscriber of the input stream got
     * @param besides what subscribers of the dead letters and late events got
     */
    public NothingUnaccounted(Told input, List<Told> besides) {
        this.input = input;
        this.besides = List.copyOf(besides);
    }

    @Override
    public void check(Pushed pushed, Told told) {
        Map<Integer, Integer> open = new HashMap<>();
        input.results().forEach(result -> open.merge(result.number("n"), 1, Integer::sum));
        told.results().forEach(result -> open.merge(result.number("n"), -1, Integer::sum));
        besides.forEach(other -> other.results().forEach(result -> open.merge(result.number("n"), -1, Integer::sum)));
        open.values().removeIf(count -> count == 0);
        if (!open.isEmpty()) {
            throw new AssertionError(told.stream() + ": numbers in and not out (1), or out and not in (-1): "
                    + open.size()
                    + ", among them "
                    + new TreeMap<>(open).entrySet().stream().limit(MOST_NAMED).toList());
        }
    }
}
