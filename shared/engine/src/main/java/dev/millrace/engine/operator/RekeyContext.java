package dev.millrace.engine.operator;

/** What a {@link Rekeyer} may do. Valid during the call it is given to, on that thread. */
public interface RekeyContext extends OperatorContext {

    /** The task's own watermark, epoch ms; {@link Long#MIN_VALUE} while nothing is known. */
    long watermarkMillis();

    /**
     * Up to which event time (inclusive) others may have moved time on while this task was silent; {@link Long#MIN_VALUE} when it never was.
     * What ends after it is on time wherever this task's own watermark says so.
     */
    long doubtMillis();

    /**
     * Sends a partial result.
     *
     * @param key the group's key
     * @param partial of the stateful step's own form
     */
    void partial(byte[] key, byte[] partial);
}
