package dev.millrace.engine.io;

import java.util.Base64;

/**
 * What stands beside a committed offset: the format, the commit's number and, for a task without state, how far its time has come. Format 1
 * knew no time.
 *
 * @param commit the number of the partition's commits so far, from 0
 * @param time as {@link dev.millrace.engine.time.TaskTime} encodes it; null where none is stored here
 */
record CommitMetadata(long commit, byte[] time) {

    private static final int FORMAT = 2;
    /** Kafka takes 4,096 bytes of metadata; in base64 this much fits. */
    static final int TIME_ROOM = 2_600;

    String text() {
        String start = FORMAT + ":" + commit;
        return time == null
                ? start
                : start + ":" + Base64.getEncoder().withoutPadding().encodeToString(time);
    }

    /** Reads {@link #text}; without any it is the first commit. */
    static CommitMetadata read(String text) {
        if (text == null || text.indexOf(':') < 0) {
            return new CommitMetadata(0, null);
        }
        String[] parts = text.split(":");
        int format = Integer.parseInt(parts[0]);
        if (format > FORMAT) {
            throw new StageFailedException("the committed offsets have format " + format
                    + "; this version reads up to format " + FORMAT + ": start a newer Millrace");
        }
        return new CommitMetadata(
                Long.parseLong(parts[1]), parts.length > 2 ? Base64.getDecoder().decode(parts[2]) : null);
    }
}
