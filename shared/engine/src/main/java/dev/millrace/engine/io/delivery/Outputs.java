package dev.millrace.engine.io.delivery;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Where a worker's results, dead letters, late events and markers go, and when. The worker's thread, but for {@link #prepareCommit}. */
public interface Outputs extends AutoCloseable {

    void send(ProducerRecord<byte[], byte[]> record);

    /** Bytes of values taken since the last commit began. */
    long bytes();

    /** What was sent until now belongs to a commit that begins. */
    void committing();

    /**
     * State and offsets are about to be committed. Blocks; called beside the worker's thread.
     *
     * @return false when something that was sent has failed: then the commit must not be
     */
    boolean prepareCommit();

    /** State and offsets of the commit that is under way are committed. */
    void committed();

    /** What was done since the last commit that happened is undone. */
    void undone();

    @Override
    void close();
}
