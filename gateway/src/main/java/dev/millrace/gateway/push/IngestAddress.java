package dev.millrace.gateway.push;

import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** An ingest verticle as a gateway knows it, behind a breaker. Thread-safe. */
final class IngestAddress {

    private static final int SILENT_MESSAGES = 3;
    private static final long REST_MILLIS = 2_000;

    private final Vertx vertx;
    private final String address;
    private final CircuitBreaker breaker;
    private volatile long queuedBytes;
    private volatile long heardNanos;

    IngestAddress(Vertx vertx, String address) {
        this.vertx = vertx;
        this.address = address;
        // The event bus has the time limit; a second one here would cost another timer for each message.
        this.breaker = CircuitBreaker.create(
                address,
                vertx,
                new CircuitBreakerOptions()
                        .setMaxFailures(SILENT_MESSAGES)
                        .setTimeout(-1)
                        .setResetTimeout(REST_MILLIS)
                        .setNotificationAddress(null));
    }

    /** It has said how much it holds. */
    void heard(long bytes, long nowNanos) {
        queuedBytes = bytes;
        heardNanos = nowNanos;
    }

    boolean isSilent(long nowNanos) {
        return nowNanos - heardNanos > PushProtocol.FORGET_MILLIS * 1_000_000L;
    }

    boolean isOpen() {
        return breaker.state() == io.vertx.circuitbreaker.CircuitBreakerState.OPEN;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    String address() {
        return address;
    }

    /** Hands a message over; never fails. */
    Future<Acceptance> send(PushRequest request, Buffer body) {
        int patienceMillis = request.isAlone() ? PushProtocol.OUTCOME_MILLIS : PushProtocol.ACCEPT_MILLIS;
        DeliveryOptions options =
                new DeliveryOptions().setHeaders(request.toHeaders()).setSendTimeout(patienceMillis);
        return breaker.execute(() -> vertx.eventBus()
                        .<Buffer>request(address, body, options)
                        .map(answer ->
                                Acceptance.accepted(answer.body() == null ? null : PushOutcome.decode(answer.body())))
                        .recover(IngestAddress::answered))
                .recover(e -> Future.succeededFuture(unanswered(e, patienceMillis)));
    }

    // Who refuses is alive: only silence counts for the breaker.
    private static Future<Acceptance> answered(Throwable e) {
        if (e instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return Future.succeededFuture(Acceptance.failed(
                    reply.failureCode() == PushProtocol.NOT_FOUND
                            ? Acceptance.Answer.NOT_FOUND
                            : Acceptance.Answer.REFUSED,
                    reply.getMessage()));
        }
        return Future.failedFuture(e);
    }

    private static Acceptance unanswered(Throwable e, int patienceMillis) {
        if (e instanceof OpenCircuitException
                || e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
            return Acceptance.failed(Acceptance.Answer.REFUSED, "the ingest-service is gone or does not answer");
        }
        return Acceptance.failed(
                Acceptance.Answer.UNKNOWN, "the ingest-service did not answer within " + patienceMillis / 1000 + " s");
    }

    void close() {
        breaker.close();
    }
}
