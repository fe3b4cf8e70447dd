package dev.millrace.benchmarks.push;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/** HTTP/2 without TLS, known beforehand: a few connections with {@value #STREAMS} requests at a time on each. */
final class Http2Client implements PushClient {

    /** Requests under way on one connection. */
    static final int STREAMS = 16;

    private final Vertx vertx;
    private final RequestOptions options;
    private final PushTarget target;
    private final PushKind kind;
    private HttpClient client;

    Http2Client(Vertx vertx, PushTarget target, PushKind kind) {
        this.vertx = vertx;
        this.target = target;
        this.kind = kind;
        this.options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(target.port())
                .setURI(target.path())
                .putHeader("content-type", kind.type())
                .putHeader("content-length", "" + kind.body().length());
    }

    @Override
    public Future<?> connect(int requests) {
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MultiplexingLimit(STREAMS),
                new PoolOptions().setHttp2MaxSize(Math.max(1, requests / STREAMS)));
        return Future.succeededFuture();
    }

    @Override
    public void push(int slot, Answered answered) {
        client.request(options)
                .compose(this::send)
                .compose(this::received)
                .onComplete(nothing -> answered.answered(), answered::failed);
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
        return request.send(kind.body());
    }

    private Future<Void> received(HttpClientResponse response) {
        if (response.version() != HttpVersion.HTTP_2) {
            return Future.failedFuture(target.name() + " speaks " + response.version());
        }
        return response.statusCode() == 200
                ? response.end()
                : response.body()
                        .compose(answer ->
                                Future.failedFuture(target.name() + ": " + response.statusCode() + " " + answer));
    }

    @Override
    public Future<?> close() {
        return client.close();
    }
}
