package dev.millrace.gateway.subscribe;

import static dev.millrace.gateway.subscribe.StreamEvent.ascii;

import io.vertx.core.buffer.Buffer;

/** {@code {"id","event","data"}} a line. A place without an event is a line of event {@code heartbeat} with data null. */
final class NdjsonFrames implements FrameFormat {

    static final NdjsonFrames INSTANCE = new NdjsonFrames();

    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] DATA = ascii("\",\"data\":");
    private static final byte[] END = ascii("}\n");
    private static final byte[] NULL = ascii("null");

    @Override
    public String contentType() {
        return "application/x-ndjson";
    }

    @Override
    public void opening(Buffer out, byte[] id, int retryMillis) {
        position(out, id);
    }

    @Override
    public void event(Buffer out, byte[] id, StreamEvent event) {
        notice(out, id, StreamEvent.name(event.op), event.oneLine());
    }

    @Override
    public void position(Buffer out, byte[] id) {
        notice(out, id, "heartbeat", NULL);
    }

    @Override
    public void heartbeat(Buffer out, byte[] id) {
        position(out, id);
    }

    @Override
    public void notice(Buffer out, byte[] id, String name, byte[] data) {
        out.appendBytes(ID).appendBytes(id).appendString("\",\"event\":\"").appendString(name);
        out.appendBytes(DATA).appendBytes(data).appendBytes(END);
    }
}
