package dev.millrace.gateway.subscribe;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The way to one client. It takes bytes while the client takes them; a client that takes none of what waits for it until the deadline is cut
 * off. Its event loop only.
 */
final class Outlet {

    private static final long CANCEL = 0x8;
    private static final int QUEUE_BYTES = 128 << 10;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long deadlineMillis;
    private final Runnable onRoom;
    private long deadline = -1;
    private boolean closed;

    /**
     * @param request what is answered; its response's head is set
     * @param onRoom called when a full outlet has room again
     * @param onClosed called once, however it ended
     */
    Outlet(Vertx vertx, HttpServerRequest request, long deadlineMillis, Runnable onRoom, Runnable onClosed) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
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
            deadline = vertx.setTimer(deadlineMillis, timer -> cut());
            response.drainHandler(nothing -> {
                stopDeadline();
                onRoom.run();
            });
        }
    }

    /** Ends the answer as complete; what is left of it has until the deadline once more. */
    void end() {
        if (!closed && !response.ended()) {
            long cut = vertx.setTimer(deadlineMillis, timer -> cut());
            response.end().onComplete(sent -> vertx.cancelTimer(cut));
        }
    }

    /** Closes without the flush that Vert.x 5.0 does before every close of HTTP/1.1, and that never ends while nothing is read. */
    private void cut() {
        deadline = -1;
        if (response.streamId() < 0 && request.connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        } else {
            response.reset(CANCEL);
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
