package dev.millrace.aggregate.window;

import java.util.Set;
import java.util.TreeMap;

/** In which windows there are rows; rows mostly come and go window by window, so that the last is kept at hand. One task, its thread. */
public final class OpenWindows {

    private static final class Rows {
        private long count;
    }

    private final TreeMap<Long, Rows> byStart = new TreeMap<>();
    private Rows last;
    private long lastStart;

    public void clear() {
        byStart.clear();
        last = null;
    }

    /** A row of the window that starts then has come. */
    public void add(long startMillis) {
        if (last == null || lastStart != startMillis) {
            last = byStart.computeIfAbsent(startMillis, start -> new Rows());
            lastStart = startMillis;
        }
        last.count++;
    }

    /** A row of that window has gone. */
    public void remove(long startMillis) {
        if (last == null || lastStart != startMillis) {
            last = byStart.get(startMillis);
            lastStart = startMillis;
        }
        if (--last.count == 0) {
            byStart.remove(startMillis);
            last = null;
        }
    }

    /** The starts of windows with rows, epoch ms, the earliest first. */
    public Set<Long> starts() {
        return byStart.keySet();
    }
}
