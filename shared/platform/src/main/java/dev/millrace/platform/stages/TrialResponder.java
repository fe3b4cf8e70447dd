package dev.millrace.platform.stages;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.trial.StageTrial;
import dev.millrace.model.json.JsonTree;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/** Answers trial runs: a {@link TrialRequest} in, a {@link TrialAnswer} out, run by the real operators without Kafka. */
public final class TrialResponder {

    private TrialResponder() {}

    /** The event-bus address on which a service answers. */
    public static String address(String service) {
        return "millrace.trial." + service;
    }

    static void register(Vertx vertx, String service, OperatorRegistry operators) {
        vertx.eventBus().<Buffer>consumer(address(service), message -> answer(vertx, message, operators));
    }

    private static void answer(Vertx vertx, Message<Buffer> message, OperatorRegistry operators) {
        byte[] request = message.body().getBytes();
        vertx.executeBlocking(() -> Buffer.buffer(run(request, operators)), false)
                .onSuccess(message::reply)
                .onFailure(e -> message.fail(1, e.toString()));
    }

    private static byte[] run(byte[] request, OperatorRegistry operators) {
        TrialRequest trial = TrialRequest.fromTree(JsonTree.readObject(request));
        return JsonTree.write(
                TrialAnswer.toTree(StageTrial.run(trial.stage(), trial.items(), trial.writers(), operators)));
    }
}
