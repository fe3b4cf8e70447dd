package dev.millrace.gateway.subscribe;

import static dev.millrace.gateway.subscribe.StreamEvent.ascii;

import io.vertx.core.buffer.Buffer;

/** {@code text/event-stream} as the HTML standard has it. An id-only frame sets a browser's last id and dispatches nothing. */
final class SseFrames implements FrameFormat {

    static final SseFrames INSTANCE = new SseFrames();

    private static final byte[] ID = ascii("id: ");
    private static final byte[] HEARTBEAT = ascii(": heartbeat\n");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public void opening(Buffer out, byte[] id, int retryMillis) {
        position(out, id);
        out.appendString("retry: " + retryMillis + "\n\n");
    }

    @Override
    public void event(Buffer out, byte[] id, StreamEvent event) {
        out.appendBytes(ID).appendBytes(id).appendByte((byte) '\n').appendBytes(event.sseTail());
    }

    @Override
    public void position(Buffer out, byte[] id) {
        out.appendBytes(ID).appendBytes(id).appendBytes(END);
    }

    @Override
    public void heartbeat(Buffer out, byte[] id) {
        out.appendBytes(HEARTBEAT);
        position(out, id);
    }

    @Override
    public void notice(Buffer out, byte[] id, String name, byte[] data) {
        out.appendBytes(ID).appendBytes(id).appendString("\nevent: " + name);
        out.appendBytes(DATA).appendBytes(data).appendBytes(END);
    }
}
