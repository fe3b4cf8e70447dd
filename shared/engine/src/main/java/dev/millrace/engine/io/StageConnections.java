package dev.millrace.engine.io;

import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.io.delivery.DeferredOutputs;
import dev.millrace.engine.io.delivery.ImmediateOutputs;
import dev.millrace.engine.io.delivery.Outputs;
import dev.millrace.engine.io.delivery.StageTransaction;
import dev.millrace.engine.io.delivery.TransactionalOutputs;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.plan.Stage;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;

/** One set of Kafka clients of a worker, made and closed together. */
final class StageConnections {

    private final StageKafka kafka;
    private final Stage stage;
    private final String member;
    private final StageClock clock;
    private final StateCopies copies;
    private final StageTransaction transaction;
    private final Outputs outputs;
    private final Consumer<byte[], byte[]> consumer;

    /** Ends whatever a former worker of this name left open. Blocks. */
    StageConnections(StageKafka kafka, Stage stage, String member, StageClock clock, StateCopies copies) {
        this.kafka = kafka;
        this.stage = stage;
        this.member = member;
        this.clock = clock;
        this.copies = copies;
        this.transaction = new StageTransaction(kafka.producer(member), kafka.commits());
        this.outputs = switch (stage.delivery()) {
            case EXACTLY_ONCE -> new TransactionalOutputs(transaction);
            case AT_LEAST_ONCE -> new ImmediateOutputs(kafka.plainProducer(member));
            case AT_MOST_ONCE -> new DeferredOutputs(kafka.plainProducer(member));
        };
        this.consumer = kafka.consumer(stage.id(), member);
    }

    Admin admin() {
        return kafka.admin();
    }

    StageClock clock() {
        return clock;
    }

    StageTransaction transaction() {
        return transaction;
    }

    Outputs outputs() {
        return outputs;
    }

    Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /** Restores states, by task, of a stage that has some. */
    StateReader stateReader(Map<Integer, KeyedState> states) {
        return new StateReader(kafka, stage.keyed().stateLog(), member, clock, copies, states);
    }

    /** Keeps copies of the stage's state. */
    SegmentCopier copier() {
        return new SegmentCopier(
                copies, stage.keyed() == null ? null : stage.keyed().stateLog(), clock);
    }

    void close(CloseOptions.GroupMembershipOperation operation) {
        transaction.close();
        outputs.close();
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)).withGroupMembershipOperation(operation));
    }
}
