package dev.millrace.engine.changelog;

import dev.millrace.model.marker.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The last record of a commit: where the task stands. It is the authority on offsets.
 *
 * @param commit the commit's number, from 1
 * @param generation the pipeline's generation that wrote it
 * @param nextOffset what is read next from the task's input
 * @param time event time as {@link dev.millrace.engine.time.TaskTime} encodes it
 * @param cursor the segment whose base comes next
 * @param oldestBase the offset at or after which every segment has a committed base; 0 while some have none
 */
public record TaskRecord(long commit, int generation, long nextOffset, byte[] time, int cursor, long oldestBase) {

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(64 + time.length);
        Varint.write(generation, out);
        Varint.write(nextOffset, out);
        Varint.write(cursor, out);
        Varint.write(oldestBase, out);
        Varint.write(time.length, out);
        out.put(time);
        return Arrays.copyOf(out.array(), out.position());
    }

    static TaskRecord decode(long commit, ByteBuffer in) {
        int generation = (int) Varint.read(in);
        long nextOffset = Varint.read(in);
        int cursor = (int) Varint.read(in);
        long oldestBase = Varint.read(in);
        byte[] time = new byte[(int) Varint.read(in)];
        in.get(time);
        return new TaskRecord(commit, generation, nextOffset, time, cursor, oldestBase);
    }
}
