package dev.millrace.platform.stages;

import dev.millrace.engine.io.CopiedState;
import dev.millrace.engine.io.StageRunner;
import dev.millrace.engine.io.StateAnswer;
import dev.millrace.engine.io.copies.StateCopies;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.plan.Stage;
import dev.millrace.platform.Platform;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Answers what tasks keep of a group: of tasks that this process owns from their state, of any task of its service from copies. On the context it was
 * registered on; what blocks is done elsewhere.
 */
final class StateResponder {

    private static final int UNKNOWN = 1;
    /** Each loads a task's copies, some at a time. */
    private static final int COPIES_AT_ONCE = 2;

    private final Vertx vertx;
    private final OperatorRegistry operators;
    private final StateCopies copies;
    private final Function<String, Collection<StageRunner>> runners;
    private final Function<String, Optional<Stage>> stages;
    private final Semaphore reading = new Semaphore(COPIES_AT_ONCE);

    /**
     * @param runners the workers this process has for a stage
     * @param stages what is planned under a generation id
     */
    StateResponder(
            Vertx vertx,
            OperatorRegistry operators,
            StateCopies copies,
            Function<String, Collection<StageRunner>> runners,
            Function<String, Optional<Stage>> stages) {
        this.vertx = vertx;
        this.operators = operators;
        this.copies = copies;
        this.runners = runners;
        this.stages = stages;
    }

    void register(String service, Platform platform) {
        vertx.eventBus().consumer(StateQuery.owner(service, platform.instance()), this::fromTask);
        vertx.eventBus().consumer(StateQuery.copies(service), this::fromCopies);
    }

    private void fromTask(Message<JsonObject> message) {
        StateQuery query = StateQuery.fromJson(message.body());
        for (StageRunner runner : runners.apply(query.stage())) {
            Optional<CompletionStage<StateAnswer>> asked = runner.query(query.task(), query.group());
            if (asked.isPresent()) {
                asked.get().whenComplete((answer, error) -> {
                    if (error == null) {
                        reply(message, answer);
                    } else {
                        message.fail(UNKNOWN, error.getMessage());
                    }
                });
                return;
            }
        }
        message.fail(UNKNOWN, "the task is not this process's");
    }

    private void fromCopies(Message<JsonObject> message) {
        StateQuery query = StateQuery.fromJson(message.body());
        Optional<Stage> stage = stages.apply(query.stage());
        if (stage.isEmpty() || !reading.tryAcquire()) {
            message.fail(UNKNOWN, stage.isEmpty() ? "the stage is not known here" : "too many read copies just now");
            return;
        }
        vertx.executeBlocking(
                        () -> CopiedState.read(stage.get(), operators, copies, query.task(), query.group()), false)
                .onComplete(done -> reading.release())
                .onSuccess(found -> found.ifPresentOrElse(
                        answer -> reply(message, answer), () -> message.fail(UNKNOWN, "no copy holds the group")))
                .onFailure(e -> message.fail(UNKNOWN, e.toString()));
    }

    private static void reply(Message<JsonObject> message, StateAnswer answer) {
        message.reply(StateQuery.answer(answer, System.currentTimeMillis()));
    }
}
