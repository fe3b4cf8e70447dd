package dev.millrace.system.guarantee;

import dev.millrace.model.cursor.Cursor;

/** Each event's id lies after the id of the event before it: on no partition before, on one behind. */
public final class IdsAdvance implements Guarantee {

    @Override
    public void check(Pushed pushed, Told told) {
        long[] before = null;
        for (Told.Result result : told.results()) {
            long[] next = Cursor.decode(result.id()).positions().get(0).nextOffsets();
            if (before != null && !isAfter(before, next)) {
                throw new AssertionError(told.stream() + ": the id does not advance at " + result.fields());
            }
            before = next;
        }
    }

    private static boolean isAfter(long[] before, long[] next) {
        boolean further = false;
        for (int partition = 0; partition < next.length; partition++) {
            if (next[partition] < before[partition]) {
                return false;
            }
            further |= next[partition] > before[partition];
        }
        return further;
    }
}
