package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Checks a document as {@link JsonCheck} does and notes on the way where some fields' values stand, so that the door passes over an event's
 * bytes once. What it found holds until the next check. One thread.
 */
public final class FieldProbe {

    private final FieldPath[] paths;
    private final byte[][] names;
    private final long[] found;
    private byte[] document;

    /** @param paths the fields to note; may be empty */
    public FieldProbe(List<FieldPath> paths) {
        this.paths = paths.toArray(FieldPath[]::new);
        this.names = paths.stream()
                .map(path -> path.names().get(0).getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.found = new long[names.length];
    }

    /**
     * Checks that the bytes are one JSON object and white space.
     *
     * @throws MalformedJsonException where they are not
     */
    public void check(byte[] bytes) {
        document = bytes;
        Arrays.fill(found, Slice.ABSENT);
        JsonCheck.object(bytes, 0, bytes.length, this);
    }

    /** Where the value of the field at that index stands in the document checked last, or {@link Slice#ABSENT}. */
    public long slice(int index) {
        long first = found[index];
        return first == Slice.ABSENT || paths[index].depth() == 1
                ? first
                : JsonScan.find(document, Slice.from(first), paths[index], 1);
    }

    /** A member of the outermost object; the last one of a name counts. Bounds of the name are without its quotes. */
    void member(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        for (int i = 0; i < names.length; i++) {
            if (JsonScan.sameName(document, nameFrom, nameTo, names[i])) {
                found[i] = Slice.of(valueFrom, valueTo);
            }
        }
    }
}
