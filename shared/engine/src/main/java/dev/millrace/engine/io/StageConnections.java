package dev.millrace.engine.io;

import dev.millrace.model.plan.Stage;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** One set of Kafka clients of a worker, made and closed together. */
final class StageConnections {

    private final Map<String, Object> kafka;
    private final Stage stage;
    private final String member;
    private final Admin admin;
    private final StageTransaction transaction;
    private final Outputs outputs;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Ends whatever a former worker of this name left open. Blocks. */
    StageConnections(Map<String, Object> kafka, Stage stage, String member, Admin admin) {
        this.kafka = kafka;
        this.stage = stage;
        this.member = member;
        this.admin = admin;
        this.transaction = new StageTransaction(StageClients.producer(kafka, member));
        this.outputs = switch (stage.delivery()) {
            case EXACTLY_ONCE -> new TransactionalOutputs(transaction);
            case AT_LEAST_ONCE -> new ImmediateOutputs(StageClients.plainProducer(kafka, member));
            case AT_MOST_ONCE -> new DeferredOutputs(StageClients.plainProducer(kafka, member));
        };
        this.consumer = StageClients.consumer(kafka, stage.id(), member);
    }

    Admin admin() {
        return admin;
    }

    StageTransaction transaction() {
        return transaction;
    }

    Outputs outputs() {
        return outputs;
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /** Reads the state log of a stage that has one. */
    StateReader stateReader() {
        return new StateReader(kafka, admin, stage.keyed().stateLog(), member);
    }

    void close(CloseOptions.GroupMembershipOperation operation) {
        transaction.close();
        outputs.close();
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)).withGroupMembershipOperation(operation));
    }
}
