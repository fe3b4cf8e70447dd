package dev.millrace.benchmarks.subscribe;

/**
 * Counts one subscriber's events in the bytes of its answer, and adds up their numbers. It looks for the brace an event begins with, reads
 * the digits and skips the rest; heads, chunk lengths, ids and comments have no brace. One thread.
 */
final class FrameCounter {

    private static final int OUTSIDE = -1;

    private int at = OUTSIDE;
    private int number;
    private int count;
    private long sum;

    /** What is told of each event. */
    interface Seen {
        void event(int number);
    }

    /**
     * Takes the next bytes; answers how many events ended in them.
     *
     * @throws IllegalStateException when they are not what the events of {@link NumberedEvents} look like
     */
    int take(byte[] bytes, int to, Seen seen) {
        int before = count;
        int i = 0;
        while (i < to) {
            if (at == OUTSIDE) {
                while (i < to && bytes[i] != '{') {
                    i++;
                }
                if (i == to) {
                    break;
                }
                at = 0;
                number = 0;
            }
            for (; i < to && at < NumberedEvents.DIGITS_TO; i++, at++) {
                if (at >= NumberedEvents.DIGITS_FROM) {
                    number = number * 10 + bytes[i] - '0';
                }
            }
            int skipped = Math.min(NumberedEvents.BYTES - 1 - at, to - i);
            if (at >= NumberedEvents.DIGITS_TO && skipped >= 0) {
                at += skipped;
                i += skipped;
                if (i < to) {
                    end(bytes[i++], seen);
                }
            }
        }
        return count - before;
    }

    private void end(byte last, Seen seen) {
        if (last != '}' || number < 0) {
            throw new IllegalStateException("something else than an event came, after " + count + " events");
        }
        at = OUTSIDE;
        count++;
        sum += NumberedEvents.mixed(number);
        seen.event(number);
    }

    /** Whether each of the first so many events has come, and each once. */
    boolean hasEachOnce(int events, long sumOfAll) {
        return count == events && sum == sumOfAll;
    }

    int count() {
        return count;
    }
}
