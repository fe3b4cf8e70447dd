package dev.millrace.ingest;

import dev.millrace.platform.push.PushRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds pushes of several messages to their order: a message is taken only right after the one before it, and none after one that failed.
 * Thread-safe. Remembers the {@value #REMEMBERED} pushes used last; a message of a forgotten one is not taken, which keeps nothing wrong.
 */
final class PushOrder {

    private static final int REMEMBERED = 10_000;
    private static final int BROKEN = -1;

    private final Map<String, Integer> next = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Whether this message is the next of its push; if so, the one after it is expected from now on. */
    synchronized boolean takes(PushRequest request) {
        if (request.isAlone()) {
            return true;
        }
        int expected = request.sequence() == 0 ? 0 : next.getOrDefault(request.push(), BROKEN);
        boolean fits = expected == request.sequence();
        next.put(request.push(), fits ? expected + 1 : BROKEN);
        return fits;
    }

    /** Nothing more of this push is to be written. */
    void breakOff(PushRequest request) {
        if (request.isAlone()) {
            return;
        }
        synchronized (this) {
            next.put(request.push(), BROKEN);
        }
    }

    /** Whether a message of this push failed. */
    boolean isBroken(PushRequest request) {
        if (request.sequence() == 0) {
            return false;
        }
        synchronized (this) {
            return next.getOrDefault(request.push(), BROKEN) == BROKEN;
        }
    }
}
