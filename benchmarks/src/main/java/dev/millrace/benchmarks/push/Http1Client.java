package dev.millrace.benchmarks.push;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** HTTP/1.1 with the bytes of the request made once, a connection for each request under way, and no more read of an answer than its end. */
final class Http1Client implements PushClient {

    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final NetClient client;
    private final PushTarget target;
    private final Buffer request;
    private Connection[] connections;

    Http1Client(Vertx vertx, PushTarget target, PushKind kind) {
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        this.target = target;
        this.request = Buffer.buffer("POST " + target.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + target.port()
                        + "\r\nContent-Type: " + kind.type() + "\r\nContent-Length: "
                        + kind.body().length() + "\r\n\r\n")
                .appendBuffer(kind.body());
    }

    @Override
    public Future<?> connect(int requests) {
        connections = new Connection[requests];
        List<Future<Void>> all = IntStream.range(0, requests)
                .mapToObj(slot -> client.connect(target.port(), "127.0.0.1")
                        .onSuccess(socket -> connections[slot] = new Connection(socket))
                        .<Void>mapEmpty())
                .toList();
        return Future.all(all);
    }

    @Override
    public void push(int slot, Answered answered) {
        connections[slot].push(answered);
    }

    @Override
    public Future<?> close() {
        return client.close();
    }

    private final class Connection {
        private final NetSocket socket;
        private Answered answered;
        private Buffer begun;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::received);
            socket.closeHandler(nothing -> fail("the connection was closed"));
        }

        void push(Answered whenAnswered) {
            answered = whenAnswered;
            socket.write(request);
        }

        private void received(Buffer bytes) {
            Buffer answer = begun == null ? bytes : begun.appendBuffer(bytes);
            int end = end(answer);
            if (end < 0 || end > answer.length()) {
                begun = answer == bytes ? bytes.copy() : answer;
                return;
            }
            begun = null;
            Answered whose = answered;
            answered = null;
            if (whose == null || end < answer.length() || !isAt(answer, 0, OK)) {
                answered = whose;
                fail(answer.toString());
            } else {
                whose.answered();
            }
        }

        private void fail(String cause) {
            if (answered != null) {
                answered.failed(new IllegalStateException(target.name() + ": " + cause));
                answered = null;
            }
        }
    }

    /** Where the answer ends; -1 while its head is not whole. */
    private static int end(Buffer answer) {
        int body = -1;
        int length = 0;
        for (int i = 3; i < answer.length() && body < 0; i++) {
            if (answer.getByte(i) != '\n') {
                continue;
            }
            if (answer.getByte(i - 2) == '\n') {
                body = i + 1;
            } else if (isAt(answer, i + 1, LENGTH)) {
                length = number(answer, i + 1 + LENGTH.length);
            }
        }
        return body < 0 ? -1 : body + length;
    }

    /** Capital letters count as small ones where the wanted are small. */
    private static boolean isAt(Buffer answer, int from, byte[] wanted) {
        if (answer.length() < from + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            int b = answer.getByte(from + i);
            if (b != wanted[i] && (b | 0x20) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(Buffer answer, int from) {
        int value = 0;
        for (int i = from; i < answer.length() && answer.getByte(i) != '\r'; i++) {
            value = answer.getByte(i) == ' ' ? value : value * 10 + answer.getByte(i) - '0';
        }
        return value;
    }
}
