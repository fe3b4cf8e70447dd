package dev.millrace.gateway.subscribe;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One subscriber's connection: writes what is delivered as far as the client takes it, many events at a time. Its event loop only. */
final class Subscription {

    private static final int WRITE_BYTES = 64 << 10;
    private static final int FIRST_BYTES = 512;
    private static final int WRITES_IN_A_ROW = 8;
    private static final long SKIPPED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int RETRY_LEAST_MILLIS = 2_000;
    private static final int RETRY_MOST_MILLIS = 4_000;

    private final Vertx vertx;
    private final Context context;
    private final StreamChannel channel;
    private final Delivery delivery;
    private final Outlet outlet;
    private final Runnable onClosed;
    private boolean isOver;
    private long lastIdNanos = System.nanoTime();
    private long heartbeat = -1;
    private long lifetime = -1;

    /**
     * @param answered the request; its response's head is set
     * @param onClosed called once, on the event loop, when nothing more will be written
     */
    Subscription(
            Vertx vertx,
            HttpServerRequest answered,
            StreamChannel channel,
            StartResolver starts,
            SubscribeRequest request,
            Start start,
            SubscribeSettings settings,
            Runnable onClosed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.channel = channel;
        this.onClosed = onClosed;
        this.delivery = new Delivery(vertx, context, channel, starts, request, start, this::pump);
        this.outlet = new Outlet(vertx, answered, settings.writeDeadlineMillis(), this::pump, this::closed);
        if (!isOver) {
            channel.add(this, context);
            heartbeat = vertx.setPeriodic(settings.heartbeatMillis(), timer -> beat());
            if (settings.lifetimeMinutes() > 0) {
                lifetime = vertx.setTimer(lifetimeMillis(settings.lifetimeMinutes()), timer -> release());
            }
        }
    }

    /** Writes the first frames and begins to deliver. */
    void begin() {
        Buffer out = Buffer.buffer();
        delivery.open(out, ThreadLocalRandom.current().nextInt(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS + 1));
        outlet.write(out);
        pump();
    }

    /** Writes what there is and the client takes. Called whenever there may be more. */
    void pump() {
        boolean more = true;
        for (int writes = 0; more && !isOver && !outlet.isFull(); writes++) {
            if (writes == WRITES_IN_A_ROW) {
                // Others on this event loop want their turn.
                context.runOnContext(nothing -> pump());
                return;
            }
            Buffer out = Buffer.buffer(FIRST_BYTES);
            while (more && out.length() < WRITE_BYTES) {
                more = delivery.fill(out, WRITE_BYTES);
            }
            write(out);
        }
    }

    /** Says why nothing will follow and ends the answer. */
    void end(String reason) {
        if (!isOver) {
            Buffer out = Buffer.buffer();
            delivery.end(out, reason);
            write(out);
        }
    }

    /** Ends the answer without saying that it is the end: the client connects again and reads on. */
    void release() {
        if (!isOver) {
            Buffer out = Buffer.buffer();
            delivery.position(out);
            delivery.close();
            write(out);
        }
    }

    private void beat() {
        if (!isOver && !outlet.isFull()) {
            Buffer out = Buffer.buffer();
            delivery.heartbeat(out);
            write(out);
        }
    }

    private void write(Buffer out) {
        if (out.length() == 0
                && delivery.hasSkipped()
                && !delivery.isOver()
                && System.nanoTime() - lastIdNanos > SKIPPED_NANOS) {
            delivery.position(out);
        }
        if (out.length() > 0) {
            lastIdNanos = System.nanoTime();
            outlet.write(out);
        }
        if (delivery.isOver()) {
            isOver = true;
            outlet.end();
        }
    }

    private void closed() {
        isOver = true;
        vertx.cancelTimer(heartbeat);
        vertx.cancelTimer(lifetime);
        delivery.close();
        channel.remove(this);
        onClosed.run();
    }

    private static long lifetimeMillis(int minutes) {
        return (long) (TimeUnit.MINUTES.toMillis(minutes)
                * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
