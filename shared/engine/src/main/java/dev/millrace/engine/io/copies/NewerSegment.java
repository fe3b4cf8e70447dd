package dev.millrace.engine.io.copies;

import com.hazelcast.map.EntryProcessor;
import dev.millrace.engine.changelog.SegmentCopy;
import java.util.Map;

/** Puts a copy unless a newer one is there: a put that was long under way must not undo that of a later owner. Runs on the data member. */
final class NewerSegment implements EntryProcessor<String, byte[], Boolean> {

    private static final long serialVersionUID = 1L;

    private final byte[] copy;

    NewerSegment(byte[] copy) {
        this.copy = copy;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        boolean newer = SegmentCopy.replaces(copy, entry.getValue());
        if (newer) {
            entry.setValue(copy);
        }
        return newer;
    }
}
