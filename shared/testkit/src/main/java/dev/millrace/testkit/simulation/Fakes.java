package dev.millrace.testkit.simulation;

import dev.millrace.engine.io.delivery.StageTransaction.Outcome;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** What stands in for Kafka's clients and for the place of copies; overridden where one of them is to be faulty. Stateless. */
class Fakes {

    GroupConsumer consumer(SimulatedBroker broker, SimulatedProcess process, String group) {
        return new GroupConsumer(broker, process, group);
    }

    TransactionalProducer producer(SimulatedBroker broker, SimulatedProcess process, String id) {
        return new TransactionalProducer(broker, process, id);
    }

    Future<Outcome> commit(SimulatedBroker broker, Callable<Outcome> commit) {
        return new SimulatedCommit(broker.chance, commit);
    }

    SimulatedAdmin admin(SimulatedBroker broker, SimulatedProcess process) {
        return new SimulatedAdmin(broker, process);
    }

    SimulatedCopies copies(SimulatedBroker broker) {
        return new SimulatedCopies(broker);
    }
}
