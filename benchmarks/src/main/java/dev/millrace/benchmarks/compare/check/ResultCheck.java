package dev.millrace.benchmarks.compare.check;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares one contender's results with those expected, as they are read: in order within a partition. One thread. */
public interface ResultCheck {

    /** Takes a record with a value; whether it is an expected result that was not met before. */
    boolean take(ConsumerRecord<byte[], byte[]> record);

    /** Whether nothing more is to come. */
    boolean isComplete();

    /** Why the results are not those expected; null when they are. */
    String mistakes();
}
