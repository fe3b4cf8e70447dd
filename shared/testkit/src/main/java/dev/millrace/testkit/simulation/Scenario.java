package dev.millrace.testkit.simulation;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.plan.Stage;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** Stages, what is pushed to them and what is to come of it. Made for one simulation. One thread. */
public interface Scenario {

    /** Where events are pushed. */
    interface Input {
        /** The simulation's time, epoch ms. */
        long millis();

        /** Appends a record to a partition. */
        void push(String topic, int partition, byte[] key, byte[] value, Headers headers);
    }

    /** What committed readers have got. */
    interface Output {
        /** All records of a topic, partition by partition, in order. */
        List<Written> read(String topic);
    }

    /** A record that committed readers have got. */
    record Written(int partition, long offset, byte[] key, byte[] value, Headers headers) {}

    /** In the order events pass them. */
    List<Stage> stages();

    OperatorRegistry operators();

    /**
     * Pushes some events.
     *
     * @return false when there are no more
     */
    boolean push(Input input);

    /** Says in each partition that nothing follows. */
    void end(Input input);

    /**
     * Compares what came out with what was to come.
     *
     * @throws AssertionError when it is not the same
     */
    void check(Output output);
}
