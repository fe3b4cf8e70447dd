package dev.millrace.gateway.subscribe;

import io.vertx.core.buffer.Buffer;

/** How a subscriber's answer is written. Stateless; any thread. Ids are the bytes of a cursor's text. */
interface FrameFormat {

    /** The answer's {@code Content-Type}. */
    String contentType();

    /** The first frame: where reading starts, and after how many ms a client should connect again. */
    void opening(Buffer out, byte[] id, int retryMillis);

    /** An event. */
    void event(Buffer out, byte[] id, StreamEvent event);

    /** Only a place: what lies before it was skipped or holds no events. */
    void position(Buffer out, byte[] id);

    /** A sign of life with the place reached. */
    void heartbeat(Buffer out, byte[] id);

    /** Something else than an event, such as {@code gap} or {@code end}; the data is JSON on one line. */
    void notice(Buffer out, byte[] id, String name, byte[] data);
}
