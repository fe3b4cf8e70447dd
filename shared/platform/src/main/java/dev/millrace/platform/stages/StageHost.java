package dev.millrace.platform.stages;

import dev.millrace.engine.io.StageRunner;
import dev.millrace.engine.io.copies.HazelcastCopies;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.PipelineStatus;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.SystemTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages that plans give to one service: starts what is planned, stops what is not any more, tells how it goes. Everything but
 * the workers themselves happens on this verticle's context.
 */
public final class StageHost extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(StageHost.class);
    private static final long REPORT_MILLIS = 1_000;
    /** A smaller state is restored from its log in no time. */
    private static final int COPIES_FROM_BYTES = 1 << 20;

    private static final class Running {
        final Stage stage;
        final List<StageVerticle> workers = new ArrayList<>();
        final List<String> deployments = new ArrayList<>();
        final StageRates rates = new StageRates();
        Future<?> started = Future.succeededFuture();
        /** What was said of the pipeline when the stage was started, as far as it was known; another one later is a restart. */
        Instant since;

        Running(Stage stage) {
            this.stage = stage;
        }
    }

    /** A stage that is to run, and since when its pipeline does; null while nobody has said. */
    private record Wanted(Stage stage, Instant since) {}

    private final String service;
    private final Platform platform;
    private final OperatorRegistry operators;
    private final StateCopies copies;
    private final int workersPerStage;
    private final boolean leavesOnStop;
    private final ResourceLog resources;
    private final StatusLog statuses;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Set<String> ending = new HashSet<>();
    private DeadMembers deadMembers;
    private TopicWatch topicWatch;
    private Paces paces;
    private long reportTimer;
    private boolean stopping;

    /**
     * Reads all settings: a mistake in one is to be known when the process starts.
     *
     * @param service the home whose stages this host runs
     * @throws IllegalArgumentException with a sentence, when a setting is not what it must be
     */
    public StageHost(String service, Platform platform, OperatorRegistry operators) {
        this.service = service;
        this.platform = platform;
        this.operators = operators;
        this.copies = new HazelcastCopies(
                platform.hazelcast(), platform.settings().getInt("state.copies.from.bytes", COPIES_FROM_BYTES));
        this.workersPerStage = platform.settings().getInt("stage.workers", 1);
        this.leavesOnStop = platform.settings().isOn("stage.leave.on.stop", false);
        this.resources = new ResourceLog(platform);
        this.statuses = new StatusLog(platform);
    }

    @Override
    public Future<?> start() {
        TrialResponder.register(vertx, service, operators);
        new StateResponder(vertx, operators, copies, this::runners, this::planned).register(service, platform);
        deadMembers = new DeadMembers(platform, running::keySet);
        topicWatch = new TopicWatch(
                platform,
                () -> running.values().stream().map(entry -> entry.stage).toList(),
                this::failed);
        paces = new Paces(
                vertx,
                service,
                platform.instance(),
                () -> running.keySet().stream().map(this::runners).toList());
        resources.onChange(catalog -> context.runOnContext(nothing -> reconcile()));
        statuses.onChange(() -> context.runOnContext(nothing -> reconcile()));
        reportTimer = vertx.setPeriodic(REPORT_MILLIS, timer -> report());
        return SystemTopics.ensure(platform)
                .compose(nothing -> statuses.start())
                .compose(nothing -> resources.start());
    }

    /** Makes what runs what is wanted; called after every change, and changes nothing when nothing did. */
    private void reconcile() {
        if (stopping) {
            return;
        }
        Map<String, Wanted> wanted = wanted(resources.catalog());
        for (String id : Set.copyOf(running.keySet())) {
            if (!wanted.containsKey(id) || isRestarted(running.get(id), wanted.get(id))) {
                stopStage(id);
            }
        }
        wanted.forEach((id, stage) -> {
            // Two workers of one name would fence each other: the old one is to be gone first.
            if (!running.containsKey(id) && !ending.contains(id)) {
                startStage(stage);
            }
        });
    }

    private static boolean isRestarted(Running entry, Wanted wanted) {
        if (entry.since == null) {
            entry.since = wanted.since;
        }
        return wanted.since != null && !wanted.since.equals(entry.since);
    }

    private Map<String, Wanted> wanted(Catalog catalog) {
        Map<String, Wanted> wanted = new HashMap<>();
        for (StoredPipeline pipeline : catalog.pipelines().values()) {
            Plan plan = pipeline.plan();
            Optional<PipelineStatus> status = statuses.of(pipeline.name(), plan.generation());
            boolean runs = status.map(said -> said.state() == PipelineStatus.State.RUNNING)
                    .orElseGet(() -> !waitsForStatus(pipeline));
            if (pipeline.goal() == StoredPipeline.Goal.RUNNING && runs) {
                Instant since = status.map(PipelineStatus::since).orElse(null);
                plan.stages().stream()
                        .filter(stage -> stage.home().equals(service))
                        .forEach(stage -> wanted.put(stage.id(), new Wanted(stage, since)));
            }
        }
        return wanted;
    }

    /** Where the generation before was paused, its successor is, too; that is said, but may be heard later than the plan. */
    private boolean waitsForStatus(StoredPipeline pipeline) {
        return statuses.latest(pipeline.name())
                .filter(said -> said.generation() < pipeline.plan().generation())
                .filter(said -> said.state() == PipelineStatus.State.PAUSED)
                .isPresent();
    }

    private List<StageRunner> runners(String stage) {
        Running entry = running.get(stage);
        return entry == null
                ? List.of()
                : entry.workers.stream().map(StageVerticle::runner).toList();
    }

    private Optional<Stage> planned(String id) {
        return resources.catalog().pipelines().values().stream()
                .flatMap(pipeline -> pipeline.plan().stages().stream())
                .filter(stage -> stage.id().equals(id))
                .findFirst();
    }

    private void startStage(Wanted wanted) {
        Stage stage = wanted.stage;
        Running entry = new Running(stage);
        entry.since = wanted.since;
        running.put(stage.id(), entry);
        int workers = Math.max(1, Math.min(stage.tasks(), workersPerStage));
        List<Future<String>> deployed = new ArrayList<>();
        for (int index = 0; index < workers; index++) {
            StageRunner runner = new StageRunner(
                    stage,
                    platform.instance(),
                    index,
                    platform.kafka(),
                    platform.admin(),
                    operators,
                    copies,
                    reason -> failed(stage, reason));
            StageVerticle worker = new StageVerticle(runner, index);
            if (leavesOnStop) {
                worker.leaveOnStop();
            }
            entry.workers.add(worker);
            deployed.add(vertx.deployVerticle(worker).onSuccess(entry.deployments::add));
        }
        entry.started = Future.join(deployed).onFailure(e -> log.error("stage {} did not start", stage.id(), e));
        log.info("stage {} runs with {} worker(s)", stage.id(), workers);
    }

    /** For good: its partitions go to others at once. */
    private void stopStage(String id) {
        Running entry = running.remove(id);
        ending.add(id);
        entry.workers.forEach(StageVerticle::leaveOnStop);
        entry.started
                .otherwiseEmpty()
                .compose(nothing -> Future.join(
                        entry.deployments.stream().map(vertx::undeploy).collect(Collectors.toList())))
                .onSuccess(nothing -> log.info("stage {} stopped", id))
                .onFailure(e -> log.warn("stage {} did not stop cleanly", id, e))
                .onComplete(stopped -> context.runOnContext(nothing -> {
                    ending.remove(id);
                    reconcile();
                }));
    }

    /** Any thread. */
    private void failed(Stage stage, String reason) {
        context.runOnContext(nothing -> {
            for (StoredPipeline pipeline : resources.catalog().pipelines().values()) {
                boolean current = pipeline.goal() == StoredPipeline.Goal.RUNNING
                        && pipeline.plan().stages().stream().anyMatch(s -> s.id().equals(stage.id()));
                if (current && running.containsKey(stage.id())) {
                    statuses.say(
                            pipeline.name(),
                            new PipelineStatus(
                                    pipeline.plan().generation(), PipelineStatus.State.FAILED, reason, Instant.now()));
                }
            }
        });
    }

    private void report() {
        long now = System.nanoTime();
        running.forEach((id, entry) -> {
            var tasks = entry.workers.stream()
                    .flatMap(worker -> worker.runner().tasks().stream())
                    .toList();
            int restarts = entry.workers.stream()
                    .mapToInt(worker -> worker.runner().restarts())
                    .sum();
            Map<TopicPartition, Double> restoring = new HashMap<>();
            entry.workers.forEach(worker -> restoring.putAll(worker.runner().restoring()));
            StageReport report =
                    new StageReport(id, platform.instance(), restarts, entry.rates.next(tasks, now), restoring);
            vertx.eventBus().publish(StageReport.ADDRESS, report.toJson());
        });
    }

    /**
     * Vert.x has stopped the workers already, as verticles that this one deployed: their transactions are ended, and the instance stays a member
     * of its groups and finds its partitions again when it starts soon.
     */
    @Override
    public Future<?> stop() {
        stopping = true;
        vertx.cancelTimer(reportTimer);
        deadMembers.close();
        topicWatch.close();
        paces.close();
        return Future.join(resources.stop(), statuses.stop());
    }
}
