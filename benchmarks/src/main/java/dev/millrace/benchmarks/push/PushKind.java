package dev.millrace.benchmarks.push;

import dev.millrace.benchmarks.load.Bids;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * What is pushed, and how. A value.
 *
 * @param name as {@code --kinds} has it
 * @param type the body's {@code Content-Type}
 * @param events how many one request holds
 * @param body of every request
 */
record PushKind(String name, boolean isHttp2, String type, int events, Buffer body) {

    private static final int MANY = 500;

    /** All there are. */
    static final List<String> NAMES = List.of("ndjson-http1", "ndjson-http2", "single-http1", "single-http2");

    /** @param name one of {@link #NAMES} */
    static PushKind of(String name) {
        boolean isHttp2 = name.endsWith("-http2");
        return name.startsWith("ndjson")
                ? new PushKind(name, isHttp2, "application/x-ndjson", MANY, lines(MANY))
                : new PushKind(name, isHttp2, "application/json", 1, Buffer.buffer(Bids.epoch(0)));
    }

    private static Buffer lines(int events) {
        Buffer body = Buffer.buffer();
        for (int i = 0; i < events; i++) {
            body.appendBytes(Bids.epoch(i)).appendByte((byte) '\n');
        }
        return body;
    }
}
