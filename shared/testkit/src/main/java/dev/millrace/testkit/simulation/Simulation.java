package dev.millrace.testkit.simulation;

import dev.millrace.engine.io.SimulatedWorker;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.io.delivery.Commits;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * Workers of one or more stages in one thread, on a simulated clock and an in-memory broker that fails in all the ways Kafka may. One seed gives one
 * course of events. First a storm, while events are pushed; then calm, in which everything must come to rest and be right.
 */
public final class Simulation {

    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final long MOST_CALM_MILLIS = 20 * 60_000;
    private static final int RESTING_STEPS = 300;
    private static final int BOUND_EVERY = 40;

    /** A place for one worker after the other. */
    private static final class Slot {
        final Stage stage;
        String member;
        SimulatedWorker.Trouble trouble;
        SimulatedProcess process;
        long startMillis;

        Slot(Stage stage, String member) {
            this.stage = stage;
            name(member);
        }

        /** A new process begins here. */
        void name(String newMember) {
            member = newMember;
            trouble = new SimulatedWorker.Trouble(stage, member);
        }
    }

    private final Chance chance;
    private final SimulatedTime time = new SimulatedTime(START_MILLIS);
    private final Watch watch;
    private final SimulatedBroker broker;
    private final Fakes fakes;
    private final StateCopies copies;
    private final Scenario scenario;
    private final Scenario.Input input;
    private final List<Slot> slots = new ArrayList<>();
    private int names;
    private int steps;

    private Simulation(Chance chance, Scenario scenario, Fakes fakes) {
        this.chance = chance;
        this.scenario = scenario;
        this.fakes = fakes;
        this.watch = new Watch(chance);
        this.broker = new SimulatedBroker(time, chance, watch);
        this.copies = chance.oneIn(3) ? StateCopies.NONE : fakes.copies(broker);
        watch.over(broker);
        scenario.stages().forEach(this::create);
        this.input = new Scenario.Input() {
            @Override
            public long millis() {
                return time.millis();
            }

            @Override
            public void push(String topic, int partition, byte[] key, byte[] value, Headers headers) {
                broker.push(new TopicPartition(topic, partition), key, value, headers);
            }
        };
    }

    /**
     * Runs one seed.
     *
     * @param scenario given all that is left to chance
     * @return how often what went wrong
     * @throws SimulationFailure when an invariant does not hold; the message names the seed
     */
    public static Map<Fault, Integer> run(long seed, Function<Chance, Scenario> scenario) {
        return run(seed, scenario, new Fakes());
    }

    /** Runs one seed with something broken: an invariant that is worth its name does not hold then. */
    public static Map<Fault, Integer> run(long seed, Function<Chance, Scenario> scenario, Break broken) {
        return run(seed, scenario, broken.fakes());
    }

    private static Map<Fault, Integer> run(long seed, Function<Chance, Scenario> scenario, Fakes fakes) {
        Chance chance = new Chance(seed);
        Simulation simulation = new Simulation(chance, scenario.apply(chance), fakes);
        try {
            simulation.storm();
            simulation.calm();
        } catch (AssertionError | RuntimeException e) {
            throw new SimulationFailure(
                    "seed " + seed + ", step " + simulation.steps + ", " + (simulation.time.millis() - START_MILLIS)
                            + " ms: " + e,
                    e);
        }
        return chance.counts();
    }

    private void create(Stage stage) {
        stage.inputs().forEach(this::create);
        create(stage.output());
        create(stage.deadLetter());
        List<TopicPartition> partitions = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        for (StreamRef ref : stage.inputs()) {
            for (int p = 0; p < ref.partitions(); p++) {
                partitions.add(new TopicPartition(ref.stream(), p));
                starts.put(new TopicPartition(ref.stream(), p), new OffsetAndMetadata(0, "1:0"));
            }
        }
        if (stage.keyed() != null) {
            StreamRef log = stage.keyed().stateLog();
            create(log);
            if (stage.keyed().late() != null) {
                create(stage.keyed().late());
            }
            partitions.forEach(at ->
                    watch.pair(at, new TopicPartition(log.stream(), stage.task(at.topic(), at.partition()))));
        }
        broker.createGroup(stage.id(), partitions);
        broker.group(stage.id()).commit(starts);
        for (int i = chance.between(1, 3); i > 0; i--) {
            slots.add(new Slot(stage, newName(stage)));
        }
    }

    private void create(StreamRef ref) {
        broker.createTopic(ref.stream(), ref.partitions());
    }

    private String newName(Stage stage) {
        return stage.id() + "_i" + names++ + "_0";
    }

    private void storm() {
        boolean more = true;
        while (more) {
            if (chance.oneIn(3)) {
                more = scenario.push(input);
            }
            step();
        }
        for (int i = chance.below(200); i > 0; i--) {
            step();
        }
    }

    private void calm() {
        chance.calm();
        long since = time.millis();
        for (Slot slot : slots) {
            if (slot.process != null) {
                slot.process.stillUntilMillis = 0;
                slot.process.unreachableUntilMillis = 0;
            }
        }
        scenario.end(input);
        for (int resting = 0; resting < RESTING_STEPS; resting++) {
            step();
            Optional<String> restless = restless();
            if (restless.isPresent()) {
                resting = 0;
            }
            if (time.millis() - since > MOST_CALM_MILLIS) {
                throw new SimulationFailure("nothing comes to rest: " + restless.orElse("now it does"));
            }
        }
        scenario.check(this::read);
    }

    /** What is still to be done, if anything. */
    private Optional<String> restless() {
        if (!broker.transactions.isQuiet()) {
            return Optional.of("transactions " + broker.transactions.standing());
        }
        for (Stage stage : scenario.stages()) {
            GroupCoordinator group = broker.group(stage.id());
            for (TopicPartition at : group.partitions()) {
                long read = group.committed().get(at).offset();
                List<LogEntry> entries = broker.log(at).all();
                if (entries.subList((int) read, entries.size()).stream().anyMatch(LogEntry::isCommitted)) {
                    return Optional.of(at + " is read to " + read + " of " + entries.size() + ", members own "
                            + group.members().stream()
                                    .map(member -> member.instance + " " + member.assigned)
                                    .toList());
                }
            }
        }
        return Optional.empty();
    }

    private List<Scenario.Written> read(String topic) {
        List<Scenario.Written> written = new ArrayList<>();
        for (PartitionLog log : broker.topic(topic)) {
            for (LogEntry entry : log.all()) {
                if (entry.isCommitted()) {
                    written.add(new Scenario.Written(
                            log.at.partition(), entry.offset(), entry.key(), entry.value(), entry.headers()));
                }
            }
        }
        return written;
    }

    private void step() {
        steps++;
        Slot slot = chance.oneOf(slots);
        if (slot.process == null) {
            if (time.millis() >= slot.startMillis) {
                start(slot);
            }
        } else if (time.millis() >= slot.process.stillUntilMillis) {
            disturb(slot);
            if (slot.process != null) {
                attempt(slot, () -> turn(slot));
            }
        }
        time.advance(chance.oneIn(60) ? chance.below(2_000) : chance.below(12));
    }

    private void disturb(Slot slot) {
        if (!chance.fallsSilent()) {
            return;
        }
        long until = time.millis() + chance.below(chance.oneIn(2) ? 20_000 : 1_000);
        switch (chance.below(4)) {
            case 0 -> {
                chance.count(Fault.SILENCE);
                slot.process.stillUntilMillis = until;
            }
            // Somebody takes it for dead.
            case 2 -> slot.process.consumer.throwOut();
            case 1 -> {
                chance.count(Fault.SILENCE);
                slot.process.unreachableUntilMillis = until;
            }
            default -> {
                chance.count(Fault.STOP);
                boolean leave = chance.oneIn(2);
                attempt(slot, () -> {
                    slot.process.worker.finish();
                    close(slot, leave);
                });
                slot.name(leave && chance.oneIn(2) ? newName(slot.stage) : slot.member);
            }
        }
    }

    private void turn(Slot slot) {
        SimulatedProcess process = slot.process;
        process.worker.turn();
        Set<TopicPartition> working = process.worker.partitions();
        for (TopicPartition at : working) {
            if (!process.working.contains(at) && slot.stage.keyed() != null) {
                int task = slot.stage.task(at.topic(), at.partition());
                watch.restored(process, process.worker.standing(task).orElseThrow());
            }
        }
        process.working = working;
        if (steps % BOUND_EVERY == 0) {
            watch.checkBound(process);
        }
    }

    /** Does something with a worker as its runner would, and what the runner does when it fails. */
    private void attempt(Slot slot, Runnable action) {
        SimulatedProcess process = slot.process;
        try {
            action.run();
        } catch (ProcessCrash e) {
            crashed(slot);
        } catch (RuntimeException e) {
            judge(slot, e);
            chance.count(Fault.RESTART);
            try {
                if (process.worker != null) {
                    close(slot, false);
                } else {
                    closed(slot);
                }
                slot.startMillis = time.millis() + 100;
            } catch (ProcessCrash crash) {
                crashed(slot);
            }
        }
    }

    private void crashed(Slot slot) {
        slot.process = null;
        slot.startMillis = time.millis() + chance.below(chance.oneIn(2) ? 15_000 : 300);
        slot.name(chance.oneIn(4) ? newName(slot.stage) : slot.member);
    }

    private void judge(Slot slot, RuntimeException e) {
        try {
            slot.trouble.judge(e, time.nanos());
        } catch (RuntimeException givenUp) {
            throw new SimulationFailure(slot.member + " gives up: " + givenUp, e);
        }
    }

    private void close(Slot slot, boolean leave) {
        slot.process.worker.close(leave);
        closed(slot);
    }

    private void closed(Slot slot) {
        if (!slot.process.openClients.isEmpty()) {
            throw new SimulationFailure(slot.member + " leaves clients open: " + slot.process.openClients);
        }
        slot.process = null;
        slot.startMillis = time.millis() + chance.below(1_000);
    }

    private void start(Slot slot) {
        SimulatedProcess process = new SimulatedProcess(slot.stage, slot.member, chance, watch);
        slot.process = process;
        attempt(
                slot,
                () -> process.worker = new SimulatedWorker(
                        slot.stage,
                        slot.member,
                        new Clients(process),
                        time.clock(),
                        time::nanos,
                        copies,
                        scenario.operators()));
    }

    @SuppressWarnings("unchecked")
    private final class Clients implements SimulatedWorker.Clients {
        private final SimulatedProcess process;

        Clients(SimulatedProcess process) {
            this.process = process;
        }

        @Override
        public Consumer<byte[], byte[]> consumer(String group) {
            process.consumer = fakes.consumer(broker, process, group);
            return OnlyUsed.of(Consumer.class, process.consumer);
        }

        @Override
        public Consumer<byte[], byte[]> reader() {
            return OnlyUsed.of(Consumer.class, new LogReader(broker, process));
        }

        @Override
        public Producer<byte[], byte[]> producer(String transactionalId) {
            return OnlyUsed.of(Producer.class, fakes.producer(broker, process, transactionalId));
        }

        @Override
        public Producer<byte[], byte[]> plainProducer() {
            return OnlyUsed.of(Producer.class, new PlainProducer(broker, process));
        }

        @Override
        public Commits commits() {
            return commit -> fakes.commit(broker, commit);
        }

        @Override
        public Admin admin() {
            return OnlyUsed.of(Admin.class, fakes.admin(broker, process));
        }
    }

    /** Adds counts up. */
    public static void add(Map<Fault, Integer> to, Map<Fault, Integer> counts) {
        counts.forEach((fault, count) -> to.merge(fault, count, Integer::sum));
    }

    /** No counts yet. */
    public static Map<Fault, Integer> noCounts() {
        return new TreeMap<>();
    }
}
