package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.ProblemDetails;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/** Hands changes of resources to the gateway that leads, this one or another. Thread-safe. */
final class WriteClient {

    private static final long PATIENCE_MILLIS = 60_000;

    private final Vertx vertx;

    WriteClient(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The leader's answer, or a problem when there is none. */
    Future<WriteAnswer> send(WriteRequest request) {
        return vertx.eventBus()
                .<JsonObject>request(
                        Lead.ADDRESS, request.toJson(), new DeliveryOptions().setSendTimeout(PATIENCE_MILLIS))
                .map(reply -> WriteAnswer.fromJson(reply.body()))
                .otherwise(e -> WriteAnswer.of(problem(e)));
    }

    private static ProblemDetails problem(Throwable e) {
        boolean nobody = e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
        return nobody
                ? ProblemDetails.unavailable("no gateway leads at this moment; nothing was changed")
                : ProblemDetails.outcomeUnknown(
                        "the gateway that writes resources did not answer: " + e.getMessage() + "; apply it again");
    }
}
