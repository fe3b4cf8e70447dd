package dev.millrace.gateway.watch;

import dev.millrace.engine.io.GroupTask;
import dev.millrace.model.group.NamedGroup;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.stages.StateQuery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Finds out what a stage keeps of a group: asks the task's owner, and where nobody answers in time, looks into copies. Thread-safe. */
final class StateLookup {

    /** An owner answers between two commits. */
    private static final DeliveryOptions OWNER = new DeliveryOptions().setSendTimeout(1_000);

    private static final DeliveryOptions COPIES = new DeliveryOptions().setSendTimeout(2_000);
    /** A process that died may be asked once before the cluster knows. */
    private static final int COPIES_ASKED = 2;

    /**
     * What was found.
     *
     * @param source {@code task} or {@code copy}
     * @param task the number of the task that the group is in
     */
    record Found(String source, int task, StateQuery.Answer answer) {}

    private final Vertx vertx;
    private final StageReports reports;

    StateLookup(Vertx vertx, StageReports reports) {
        this.vertx = vertx;
        this.reports = reports;
    }

    /** What is kept of the group; of a task's owner also that nothing is; empty where nobody knows. Never fails. */
    Future<Optional<Found>> find(Stage stage, NamedGroup group) {
        int task = GroupTask.of(stage, group);
        StateQuery query = new StateQuery(stage.id(), task, group.key());
        return owner(stage, task)
                .map(instance -> vertx.eventBus()
                        .<JsonObject>request(StateQuery.owner(stage.home(), instance), query.toJson(), OWNER)
                        .map(reply -> found("task", query, reply.body()))
                        .recover(nobody -> copies(stage, query, COPIES_ASKED)))
                .orElseGet(() -> copies(stage, query, COPIES_ASKED));
    }

    private Future<Optional<Found>> copies(Stage stage, StateQuery query, int left) {
        return vertx.eventBus()
                .<JsonObject>request(StateQuery.copies(stage.home()), query.toJson(), COPIES)
                .map(reply -> found("copy", query, reply.body()))
                .recover(
                        nobody -> left > 1 ? copies(stage, query, left - 1) : Future.succeededFuture(Optional.empty()));
    }

    private static Optional<Found> found(String source, StateQuery query, JsonObject reply) {
        return Optional.of(new Found(source, query.task(), StateQuery.Answer.fromJson(reply)));
    }

    /** The process that has said last that it owns the task. */
    private Optional<String> owner(Stage stage, int task) {
        StreamRef input = stage.inputs().get(0);
        List<JsonObject> owners = reports.of(stage.id()).stream()
                .filter(report -> report.getJsonArray("tasks").stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(said -> stage.task(input.stream(), said.getInteger("partition")) == task))
                .toList();
        return owners.stream().findFirst().map(report -> report.getString("instance"));
    }
}
