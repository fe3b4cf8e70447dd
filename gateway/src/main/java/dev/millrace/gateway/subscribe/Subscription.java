package dev.millrace.gateway.subscribe;

import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.json.JsonTree;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One subscriber: takes events from the ring, or from a reading of its own until the ring reaches back to it, and writes as many as its client
 * takes. Its event loop only.
 */
final class Subscription {

    private static final int WRITE_BYTES = 64 << 10;
    private static final int FIRST_BYTES = 512;
    private static final int PULL_ROWS = 256;
    private static final int WRITES_IN_A_ROW = 8;
    private static final long AGAIN_MILLIS = 1_000;
    private static final long SKIPPED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int RETRY_LEAST_MILLIS = 2_000;
    private static final int RETRY_MOST_MILLIS = 4_000;

    private final Vertx vertx;
    private final Context context;
    private final StreamChannel channel;
    private final StartResolver starts;
    private final SubscribeRequest request;
    private final FrameFormat format;
    private final Outlet outlet;
    private final Runnable onClosed;
    private final RingRow[] rows = new RingRow[PULL_ROWS];
    private ReadingPosition position;
    private CatchUp catchUp;
    private long left;
    private boolean isWaiting = true;
    private boolean isOver;
    private boolean hasSkipped;
    private long lastIdNanos;
    private long heartbeat = -1;
    private long lifetime = -1;

    /** @param onClosed called once, on the event loop, when nothing more will be written */
    Subscription(
            Vertx vertx,
            HttpServerRequest answered,
            StreamChannel channel,
            StartResolver starts,
            SubscribeRequest request,
            SubscribeSettings settings,
            Runnable onClosed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.channel = channel;
        this.starts = starts;
        this.request = request;
        this.format = request.format();
        this.left = request.limit();
        this.onClosed = onClosed;
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
    void begin(Start start) {
        if (isOver) {
            return;
        }
        position = new ReadingPosition(channel.topicId(), start.offsets());
        Buffer out = Buffer.buffer();
        format.opening(
                out, position.id(), ThreadLocalRandom.current().nextInt(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS + 1));
        writeGaps(start, out);
        outlet.write(out);
        isWaiting = false;
        pump();
    }

    /** Writes what there is and the client takes. Called whenever there may be more. */
    void pump() {
        for (int writes = 0; !isOver && !isWaiting && !outlet.isFull(); writes++) {
            if (writes == WRITES_IN_A_ROW) {
                // Others on this event loop want their turn.
                context.runOnContext(nothing -> pump());
                return;
            }
            Buffer out = Buffer.buffer(FIRST_BYTES);
            boolean more = true;
            while (more && !isOver && !isWaiting && out.length() < WRITE_BYTES) {
                more = fill(out);
            }
            if (out.length() > 0) {
                lastIdNanos = System.nanoTime();
            } else if (hasSkipped && System.nanoTime() - lastIdNanos > SKIPPED_NANOS) {
                writePosition(out);
            }
            outlet.write(out);
            if (isOver) {
                outlet.end();
            } else if (!more) {
                return;
            }
        }
    }

    /** Says why nothing will follow and ends the answer. */
    void end(String reason) {
        if (!isOver) {
            Buffer out = Buffer.buffer();
            writeEnd(out, reason);
            outlet.write(out);
            outlet.end();
        }
    }

    /** Ends the answer without saying that it is the end: the client connects again and reads on. */
    void release() {
        if (!isOver) {
            Buffer out = Buffer.buffer();
            if (position != null) {
                writePosition(out);
            }
            isOver = true;
            outlet.write(out);
            outlet.end();
        }
    }

    /** Adds some events; false when there are none for now. */
    private boolean fill(Buffer out) {
        if (catchUp != null) {
            return fillFromCatchUp(out);
        }
        if (!position.isInRing() && !enterRing()) {
            return false;
        }
        int count = position.pull(channel.ring(), rows);
        if (count == EventRing.GONE) {
            return true;
        }
        for (int i = 0; i < count && !isOver && out.length() < WRITE_BYTES; i++) {
            RingRow row = rows[i];
            position.passed(row);
            if (position.take(row.event())) {
                if (row.event().hasKey(request.key())) {
                    writeEvent(out, position.idOf(row), row.event());
                } else {
                    hasSkipped = true;
                }
            }
        }
        return count > 0;
    }

    private boolean enterRing() {
        if (!channel.ring().isStarted()) {
            return false;
        }
        if (position.enter(channel.ring())) {
            return true;
        }
        catchUp = channel.catchUp(position.next(), request.key(), () -> context.runOnContext(nothing -> pump()));
        return false;
    }

    private boolean fillFromCatchUp(Buffer out) {
        CatchUp.Batch batch = catchUp.next();
        if (batch == null) {
            CatchUp.End end = catchUp.end();
            if (end != null) {
                catchUp = null;
                afterCatchUp(end);
            }
            return end != null;
        }
        for (StreamEvent event : batch.events()) {
            if (!isOver && position.take(event)) {
                writeEvent(out, position.id(), event);
            }
        }
        if (!isOver) {
            position.raise(batch.after());
            hasSkipped |= batch.others() > 0;
        }
        return true;
    }

    private void afterCatchUp(CatchUp.End end) {
        if (end == CatchUp.End.OUT_OF_RANGE) {
            isWaiting = true;
            Cursor here = Cursor.of(channel.topicId(), position.next());
            starts.resolve(channel.ref(), new StartPoint.Resume(here))
                    .onComplete(start -> context.runOnContext(nothing -> {
                        if (start.succeeded() && !start.result().gaps().isEmpty()) {
                            goOnAfter(start.result());
                        } else {
                            goOnLater();
                        }
                    }));
        } else if (end == CatchUp.End.FAILED) {
            goOnLater();
        }
    }

    private void goOnAfter(Start start) {
        if (!isOver) {
            Buffer out = Buffer.buffer();
            writeGaps(start, out);
            outlet.write(out);
            isWaiting = false;
            pump();
        }
    }

    private void goOnLater() {
        isWaiting = true;
        vertx.setTimer(AGAIN_MILLIS, timer -> {
            isWaiting = false;
            pump();
        });
    }

    private void writeEvent(Buffer out, byte[] id, StreamEvent event) {
        format.event(out, id, event);
        hasSkipped = false;
        if (--left == 0) {
            writeEnd(out, "limit");
        }
    }

    private void writeGaps(Start start, Buffer out) {
        for (Gap gap : start.gaps()) {
            if (gap.partition() != Gap.WHOLE_STREAM) {
                position.set(gap.partition(), gap.to());
            }
            format.notice(out, position.id(), "gap", gap.data());
        }
    }

    private void writeEnd(Buffer out, String reason) {
        isOver = true;
        if (position != null) {
            format.notice(out, position.id(), "end", JsonTree.write(Map.of("reason", reason)));
        }
    }

    private void writePosition(Buffer out) {
        format.position(out, position.id());
        hasSkipped = false;
        lastIdNanos = System.nanoTime();
    }

    private void beat() {
        if (!isOver && position != null && !outlet.isFull()) {
            Buffer out = Buffer.buffer();
            format.heartbeat(out, position.id());
            hasSkipped = false;
            lastIdNanos = System.nanoTime();
            outlet.write(out);
        }
    }

    private void closed() {
        isOver = true;
        vertx.cancelTimer(heartbeat);
        vertx.cancelTimer(lifetime);
        if (catchUp != null) {
            catchUp.cancel();
        }
        channel.remove(this);
        onClosed.run();
    }

    private static long lifetimeMillis(int minutes) {
        return (long) (TimeUnit.MINUTES.toMillis(minutes)
                * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
