package dev.millrace.gateway.subscribe;

import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.json.JsonTree;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * What one subscriber gets, frame by frame: from the ring, or from a reading of its own until the ring reaches back to it. Its event loop
 * only; it never waits.
 */
final class Delivery {

    private static final int PULL_ROWS = 256;
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final StreamChannel channel;
    private final StartResolver starts;
    private final SubscribeRequest request;
    private final FrameFormat format;
    private final Runnable onMore;
    private final RingRow[] rows = new RingRow[PULL_ROWS];
    private final ReadingPosition position;
    private Start start;
    private CatchUp catchUp;
    private long left;
    private boolean isWaiting;
    private boolean isOver;
    private boolean hasSkipped;

    /**
     * @param context of the event loop
     * @param onMore called on the event loop when there may be more
     */
    Delivery(
            Vertx vertx,
            Context context,
            StreamChannel channel,
            StartResolver starts,
            SubscribeRequest request,
            Start start,
            Runnable onMore) {
        this.vertx = vertx;
        this.context = context;
        this.channel = channel;
        this.starts = starts;
        this.request = request;
        this.format = request.format();
        this.left = request.limit();
        this.start = start;
        this.position = new ReadingPosition(channel.topicId(), start.offsets());
        this.onMore = onMore;
    }

    /** Adds the first frame. */
    void open(Buffer out, int retryMillis) {
        format.opening(out, position.id(), retryMillis);
    }

    /** Adds some frames, up to about that many bytes; false when there are none for now. */
    boolean fill(Buffer out, int bytes) {
        if (isOver || isWaiting) {
            return false;
        }
        if (start != null) {
            writeGaps(out);
        }
        if (catchUp != null) {
            return fillFromCatchUp(out);
        }
        return (position.isInRing() || enterRing()) && fillFromRing(out, bytes);
    }

    /** Whether the limit was reached, the end said, or {@link #close} called. */
    boolean isOver() {
        return isOver;
    }

    /** Whether events were left out since the client last got an id. */
    boolean hasSkipped() {
        return hasSkipped;
    }

    /** Adds an id-only frame. */
    void position(Buffer out) {
        format.position(out, position.id());
        hasSkipped = false;
    }

    void heartbeat(Buffer out) {
        format.heartbeat(out, position.id());
        hasSkipped = false;
    }

    /** Adds the frame that says that, and why, nothing will follow. */
    void end(Buffer out, String reason) {
        isOver = true;
        format.notice(out, position.id(), "end", JsonTree.write(Map.of("reason", reason)));
    }

    /** Stops reading for this subscriber. */
    void close() {
        isOver = true;
        if (catchUp != null) {
            catchUp.cancel();
            catchUp = null;
        }
    }

    private void writeGaps(Buffer out) {
        for (Gap gap : start.gaps()) {
            if (gap.partition() != Gap.WHOLE_STREAM) {
                position.set(gap.partition(), gap.to());
            }
            format.notice(out, position.id(), "gap", gap.data());
        }
        start = null;
    }

    private boolean fillFromRing(Buffer out, int bytes) {
        int count = position.pull(channel.ring(), rows);
        for (int i = 0; i < count && !isOver && out.length() < bytes; i++) {
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
        return count != 0;
    }

    private boolean enterRing() {
        if (!channel.ring().isStarted()) {
            return false;
        }
        if (position.enter(channel.ring())) {
            return true;
        }
        catchUp = channel.catchUp(position.next(), request.key(), () -> context.runOnContext(nothing -> onMore.run()));
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

    private void writeEvent(Buffer out, byte[] id, StreamEvent event) {
        format.event(out, id, request.headers() ? event.withHeaders() : event);
        hasSkipped = false;
        if (--left == 0) {
            end(out, "limit");
        }
    }

    private void afterCatchUp(CatchUp.End end) {
        if (end == CatchUp.End.OUT_OF_RANGE) {
            isWaiting = true;
            Cursor here = Cursor.of(channel.topicId(), position.next());
            starts.resolve(channel.ref(), new StartPoint.Resume(here))
                    .onComplete(found -> context.runOnContext(nothing -> goOnFrom(found)));
        } else if (end == CatchUp.End.FAILED) {
            goOnLater();
        }
    }

    private void goOnFrom(AsyncResult<Start> found) {
        if (found.succeeded() && !found.result().gaps().isEmpty()) {
            start = found.result();
            isWaiting = false;
            onMore.run();
        } else {
            goOnLater();
        }
    }

    private void goOnLater() {
        isWaiting = true;
        vertx.setTimer(AGAIN_MILLIS, timer -> {
            isWaiting = false;
            onMore.run();
        });
    }
}
