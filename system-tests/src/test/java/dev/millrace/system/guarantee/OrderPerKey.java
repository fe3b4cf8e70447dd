package dev.millrace.system.guarantee;

import java.util.HashMap;
import java.util.Map;

/** Of one key, what was pushed after an answer comes after what that answer acknowledged: numbers of one client only grow. */
public final class OrderPerKey implements Guarantee {

    @Override
    public void check(Pushed pushed, Told told) {
        Map<Object, Integer> last = new HashMap<>();
        for (Told.Result result : told.results()) {
            int n = result.number("n");
            if (pushed.acknowledged().contains(n)) {
                Integer before = last.put(result.fields().get("k"), n);
                if (before != null && before >= n) {
                    throw new AssertionError(told.stream() + ": " + before + " came before " + n + " of key "
                            + result.fields().get("k"));
                }
            }
        }
    }
}
