package dev.millrace.engine.io.delivery;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Where a worker's results, dead letters, late events and markers go, and when. The worker's thread only. */
public interface Outputs extends AutoCloseable {

    void send(ProducerRecord<byte[], byte[]> record);

    /** Bytes of values taken since the last commit. */
    long bytes();

    /**
     * State and offsets are about to be committed.
     *
     * @return false when something that was sent has failed: then the commit must not be
     */
    boolean prepareCommit();

    /** State and offsets are committed. */
    void committed();

    /** What was done since the last commit is undone. */
    void undone();

    @Override
    void close();
}
