package dev.millrace.engine.io.delivery;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Exactly-once: outputs go into the transaction that holds state and offsets. */
public final class TransactionalOutputs implements Outputs {

    private final StageTransaction transaction;

    public TransactionalOutputs(StageTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        transaction.send(record);
    }

    @Override
    public long bytes() {
        return transaction.bytes();
    }

    @Override
    public void committing() {}

    @Override
    public boolean prepareCommit() {
        return true;
    }

    @Override
    public void committed() {}

    @Override
    public void undone() {}

    @Override
    public void close() {}
}
