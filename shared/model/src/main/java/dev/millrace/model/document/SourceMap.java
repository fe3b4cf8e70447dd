package dev.millrace.model.document;

import java.util.Arrays;
import java.util.List;

/**
 * Where each character of a text stands in the file it was read from: escapes, quotes and folded lines make that more than an addition.
 * Offsets and columns count Unicode code points. Immutable; any thread.
 */
public final class SourceMap {

    /** Triples of offset, line, column; the first offset is 0, offsets rise. Between two of them characters stand side by side. */
    private final int[] steps;

    private SourceMap(int[] steps) {
        this.steps = steps;
    }

    /** A text that stands on one line as it is. */
    public static SourceMap at(int line, int column) {
        return new SourceMap(new int[] {0, line, column});
    }

    /**
     * Reads what {@link #toList} wrote.
     *
     * @throws IllegalArgumentException when it is not that
     */
    public static SourceMap of(List<?> numbers) {
        int[] steps = numbers.stream().mapToInt(n -> ((Number) n).intValue()).toArray();
        if (steps.length == 0 || steps.length % 3 != 0 || steps[0] != 0) {
            throw new IllegalArgumentException("positions must be triples of offset, line and column from offset 0");
        }
        return new SourceMap(steps);
    }

    /** Line of the character at that offset, from 1. */
    public int line(int offset) {
        return steps[step(offset) + 1];
    }

    /** Column of the character at that offset, from 1. */
    public int column(int offset) {
        int step = step(offset);
        return steps[step + 2] + Math.max(0, offset) - steps[step];
    }

    /** Where the characters of the text's rest stand, counted from {@code offset}, which becomes 0. */
    public SourceMap from(int offset) {
        int first = step(offset);
        int[] rest = Arrays.copyOfRange(steps, first, steps.length);
        rest[0] = 0;
        rest[1] = line(offset);
        rest[2] = column(offset);
        for (int i = 3; i < rest.length; i += 3) {
            rest[i] -= offset;
        }
        return new SourceMap(rest);
    }

    /** The triples, for storing. */
    public List<Object> toList() {
        return Arrays.stream(steps).mapToObj(n -> (Object) (long) n).toList();
    }

    private int step(int offset) {
        int step = 0;
        while (step + 3 < steps.length && steps[step + 3] <= offset) {
            step += 3;
        }
        return step;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceMap map && Arrays.equals(map.steps, steps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
        return line(0) + ":" + column(0);
    }

    /** Builds a map from character after character; a step is kept only where the text and the file part. */
    static final class Builder {
        private int[] steps = new int[12];
        private int length;

        void put(int offset, int line, int column) {
            int last = length - 3;
            if (length > 0 && steps[last + 1] == line && column - steps[last + 2] == offset - steps[last]) {
                return;
            }
            if (length == steps.length) {
                steps = Arrays.copyOf(steps, length * 2);
            }
            steps[length++] = offset;
            steps[length++] = line;
            steps[length++] = column;
        }

        SourceMap build() {
            return new SourceMap(Arrays.copyOf(steps, length));
        }
    }
}
