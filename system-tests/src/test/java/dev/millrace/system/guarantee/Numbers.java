package dev.millrace.system.guarantee;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How often each number stands in results; every result is about one number, its field {@code n}, and is right in itself. */
final class Numbers {

    private static final int MOST_NAMED = 20;

    private final String stream;
    private final Map<Integer, Integer> times = new TreeMap<>();

    Numbers(Told told) {
        this.stream = told.stream();
        for (Told.Result result : told.results()) {
            int n = result.number("n");
            if (result.fields().containsKey("square")
                    && ((Number) result.fields().get("square")).longValue() != (long) n * n) {
                throw new AssertionError(stream + ": a wrong square in " + result.fields());
            }
            if (result.fields().containsKey("count") && result.number("count") != 1) {
                throw new AssertionError(stream + ": a number that was pushed once is counted in " + result.fields());
            }
            times.merge(n, 1, Integer::sum);
        }
    }

    void nothingTwice() {
        Map<Integer, Integer> twice = new TreeMap<>(times);
        twice.values().removeIf(count -> count == 1);
        refuse("numbers told more than once", twice.keySet());
    }

    void nothingLost(Pushed pushed) {
        Set<Integer> lost = new TreeSet<>(pushed.acknowledged());
        lost.removeAll(times.keySet());
        refuse("acknowledged numbers that are missing", lost);
    }

    void nothingMadeUp(Pushed pushed) {
        Set<Integer> madeUp = new HashSet<>(times.keySet());
        madeUp.removeIf(n -> n >= 0 && n < pushed.below());
        refuse("numbers nobody pushed", madeUp);
    }

    private void refuse(String what, Set<Integer> wrong) {
        if (!wrong.isEmpty()) {
            throw new AssertionError(stream + " has " + what + ": " + wrong.size() + ", among them "
                    + wrong.stream().limit(MOST_NAMED).toList());
        }
    }
}
