package dev.millrace.platform.push;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What became of one message of a push. Immutable; arrays are not to be changed.
 *
 * <p>Format 1: a byte 1, a byte {@link Failure}, ints events, accepted, rejected, failedFrom, the detail, an int count and for each listed
 * reject an int index and a text, an int count of partitions and a long for each. A text is an int length and UTF-8.
 *
 * @param events how many events the message holds, invalid ones too; of a message that failed: how many were looked at
 * @param accepted how many are kept on all in-sync replicas
 * @param rejected how many are invalid
 * @param rejects the first of the invalid ones, at most {@link PushProtocol#LISTED_REJECTS}, in order
 * @param nextOffsets for each partition the offset after the last record of this message; {@link #NOT_WRITTEN} where there is none
 * @param failure what failed
 * @param failedFrom index of the first event that is not kept, or of which it is not known; counts where something failed
 * @param detail why, a sentence; empty where nothing failed
 */
public record PushOutcome(
        int events,
        int accepted,
        int rejected,
        List<Reject> rejects,
        long[] nextOffsets,
        Failure failure,
        int failedFrom,
        String detail) {

    /** Stands for a partition without a record of this message. */
    public static final long NOT_WRITTEN = -1;

    private static final byte FORMAT = 1;

    /** What kind of failure it was. */
    public enum Failure {
        /** All valid events are kept. */
        NONE,
        /** From {@code failedFrom} on certainly nothing is kept; may be tried again. */
        UNAVAILABLE,
        /** From {@code failedFrom} on some may be kept. */
        UNKNOWN,
        /** Atomic, and some events are invalid: nothing is kept. */
        INVALID,
        /** The body is not JSON: nothing is kept. */
        MALFORMED
    }

    /**
     * An invalid event.
     *
     * @param index its number in the message, from 0
     * @param detail a sentence for whoever sent it
     */
    public record Reject(int index, String detail) {}

    public PushOutcome {
        rejects = List.copyOf(rejects);
    }

    /** Everything valid was kept, or nothing where nothing was valid. */
    public static PushOutcome done(int events, int accepted, int rejected, List<Reject> rejects, long[] nextOffsets) {
        return new PushOutcome(events, accepted, rejected, rejects, nextOffsets, Failure.NONE, 0, "");
    }

    /** Nothing of the message is kept, or it is not known. */
    public static PushOutcome failed(Failure failure, String detail) {
        return new PushOutcome(0, 0, 0, List.of(), new long[0], failure, 0, detail);
    }

    public Buffer encode() {
        Buffer out = Buffer.buffer(64)
                .appendByte(FORMAT)
                .appendByte((byte) failure.ordinal())
                .appendInt(events)
                .appendInt(accepted)
                .appendInt(rejected)
                .appendInt(failedFrom);
        text(out, detail);
        out.appendInt(rejects.size());
        for (Reject reject : rejects) {
            text(out.appendInt(reject.index), reject.detail);
        }
        out.appendInt(nextOffsets.length);
        for (long offset : nextOffsets) {
            out.appendLong(offset);
        }
        return out;
    }

    /**
     * Reads what {@link #encode} gave.
     *
     * @throws IllegalArgumentException with a sentence when it is of another format
     * @throws IndexOutOfBoundsException when it ends too soon
     */
    public static PushOutcome decode(Buffer in) {
        if (in.getByte(0) != FORMAT) {
            throw new IllegalArgumentException("the outcome of a push has format " + in.getByte(0)
                    + "; this version reads format " + FORMAT + ": start gateway and ingest-service of one version");
        }
        int at = 18;
        int detailLength = in.getInt(at);
        String detail = text(in, at);
        at += 4 + detailLength;
        int listed = in.getInt(at);
        at += 4;
        List<Reject> rejects = new ArrayList<>();
        for (int i = 0; i < listed; i++) {
            rejects.add(new Reject(in.getInt(at), text(in, at + 4)));
            at += 8 + in.getInt(at + 4);
        }
        int partitions = in.getInt(at);
        at += 4;
        if (partitions < 0 || partitions > (in.length() - at) / Long.BYTES) {
            throw new IllegalArgumentException("the outcome of a push claims " + partitions + " partitions");
        }
        long[] next = new long[partitions];
        for (int i = 0; i < partitions; i++) {
            next[i] = in.getLong(at + i * Long.BYTES);
        }
        return new PushOutcome(
                in.getInt(2),
                in.getInt(6),
                in.getInt(10),
                rejects,
                next,
                Failure.values()[in.getByte(1)],
                in.getInt(14),
                detail);
    }

    private static void text(Buffer out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.appendInt(utf8.length).appendBytes(utf8);
    }

    private static String text(Buffer in, int at) {
        return in.getString(at + 4, at + 4 + in.getInt(at), StandardCharsets.UTF_8.name());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PushOutcome o
                && o.events == events
                && o.accepted == accepted
                && o.rejected == rejected
                && o.rejects.equals(rejects)
                && Arrays.equals(o.nextOffsets, nextOffsets)
                && o.failure == failure
                && o.failedFrom == failedFrom
                && o.detail.equals(detail);
    }

    @Override
    public int hashCode() {
        return (events * 31 + accepted) * 31 + Arrays.hashCode(nextOffsets);
    }

    @Override
    public String toString() {
        return events + " events, " + accepted + " accepted, rejected " + rejects + ", next "
                + Arrays.toString(nextOffsets) + ", " + failure + " from " + failedFrom + " " + detail;
    }
}
