package dev.millrace.gateway.subscribe;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * The way to one client. It takes bytes while the client takes them; a client that takes none of what waits for it until the deadline is cut
 * off. Its event loop only.
 */
final class Outlet {

    private static final long CANCEL = 0x8;
    private static final int QUEUE_BYTES = 128 << 10;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final long deadlineMillis;
    private final Runnable onRoom;
    private long deadline = -1;
    private boolean closed;

    /**
     * @param onRoom called when a full outlet has room again
     * @param onClosed called once, however it ended
     */
    Outlet(Vertx vertx, HttpServerResponse response, long deadlineMillis, Runnable onRoom, Runnable onClosed) {
        this.vertx = vertx;
        this.response = response;
        this.deadlineMillis = deadlineMillis;
        this.onRoom = onRoom;
        response.setWriteQueueMaxSize(QUEUE_BYTES);
        response.exceptionHandler(error -> close(onClosed));
        response.closeHandler(nothing -> close(onClosed));
        response.endHandler(nothing -> close(onClosed));
        if (response.closed()) {
            close(onClosed);
        }
    }

    boolean isFull() {
        return response.writeQueueFull();
    }

    void write(Buffer bytes) {
        if (closed || bytes.length() == 0) {
            return;
        }
        response.write(bytes);
        if (response.writeQueueFull() && deadline == -1) {
            deadline = vertx.setTimer(deadlineMillis, timer -> response.reset(CANCEL));
            response.drainHandler(nothing -> {
                stopDeadline();
                onRoom.run();
            });
        }
    }

    /** Ends the answer as complete. */
    void end() {
        if (!closed && !response.ended()) {
            response.end();
        }
    }

    private void stopDeadline() {
        if (deadline != -1) {
            vertx.cancelTimer(deadline);
            deadline = -1;
        }
    }

    private void close(Runnable onClosed) {
        if (!closed) {
            closed = true;
            stopDeadline();
            onClosed.run();
        }
    }
}
