package dev.millrace.gateway.push;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One push as an HTTP exchange: reads the body, no faster than it is worked on, and answers. The request's context. */
final class PushExchange implements Push.Owner, LineCutter.Sink {

    /** How long what is left of a body is read and thrown away, so that the client comes to read the answer. */
    private static final long DRAIN_MILLIS = 2_000;

    private static final int HINT_BYTES = 64 << 10;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Context loop;
    private final StreamRef stream;
    private final PushDoor door;
    private final StreamEnds ends;
    private final AtomicLong heldByAll;
    private Runnable onOver = () -> {};
    // Opened with the first bytes that are to be handed over, and set before outcomes can come.
    private Push push;
    private PushRequest.Kind kind;
    private LineCutter lines;
    private Buffer whole;
    private String watermark;
    private long held;
    private boolean bodyEnded;
    private boolean over;

    /** @param heldByAll bytes that all pushes of this gateway hold */
    PushExchange(RoutingContext context, StreamRef stream, PushDoor door, StreamEnds ends, AtomicLong heldByAll) {
        this.context = context;
        this.request = context.request();
        this.loop = context.vertx().getOrCreateContext();
        this.stream = stream;
        this.door = door;
        this.ends = ends;
        this.heldByAll = heldByAll;
    }

    /** Runs a task on the request's context: at once when called there. */
    void run(Runnable task) {
        if (Vertx.currentContext() == loop) {
            task.run();
        } else {
            loop.runOnContext(nothing -> task.run());
        }
    }

    void outcome(int sequence, PushOutcome outcome) {
        push.outcome(sequence, outcome);
    }

    void onOver(Runnable task) {
        onOver = task;
    }

    /** Reads lines, handing them over piece by piece. */
    void readLines() {
        open(PushRequest.Kind.LINES, false);
        lines = new LineCutter(this, HINT_BYTES);
        read(lines::add, () -> {
            push.bodyEnded();
            lines.end();
            push.end();
        });
    }

    /** Reads lines of which all are to be kept or none. */
    void readAtomicLines() {
        readWhole(body -> send(PushRequest.Kind.LINES, true, body));
    }

    /** Reads one event or an array of events. */
    void readJson(boolean atomic) {
        readWhole(body -> {
            PushRequest.Kind found = JsonBody.kind(body);
            send(found, atomic, body);
        });
    }

    /** Reads how far time has come, and lets every partition know. */
    void readWatermark() {
        readWhole(body -> {
            WatermarkBody asked = WatermarkBody.read(body);
            watermark = asked.text();
            send(PushRequest.Kind.WATERMARK, false, Buffer.buffer(Long.toString(asked.millis())));
        });
    }

    private void readWhole(Consumer<Buffer> then) {
        whole = Buffer.buffer();
        read(
                chunk -> {
                    if (whole.length() + chunk.length() > PushProtocol.BODY_BYTES) {
                        problem(PushAnswers.tooLarge(PushProtocol.BODY_BYTES));
                    } else {
                        whole.appendBuffer(chunk);
                        held(whole.length());
                    }
                },
                () -> {
                    try {
                        then.accept(whole);
                    } catch (ProblemException e) {
                        problem(e.problem());
                    }
                });
    }

    private void send(PushRequest.Kind found, boolean atomic, Buffer body) {
        open(found, atomic);
        push.bodyEnded();
        push.add(body);
        push.end();
    }

    private void open(PushRequest.Kind found, boolean atomic) {
        kind = found;
        push = door.open(this, stream, found, atomic);
    }

    private void read(Handler<Buffer> chunks, Runnable end) {
        request.handler(chunk -> {
            if (!over) {
                chunks.handle(chunk);
            }
        });
        request.endHandler(nothing -> {
            bodyEnded = true;
            if (!over) {
                end.run();
            }
        });
        // The client is gone: what was handed over is written, nobody is told.
        request.exceptionHandler(e -> {
            abandon();
            close();
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
        request.resume();
    }

    /** Each half second: a slow body's lines are not to wait for more of them, nor an outcome for ever. */
    void tick(long nowNanos) {
        push.checkOverdue(nowNanos);
        if (lines != null && !over && !bodyEnded && push.isIdle()) {
            lines.flush();
        }
    }

    @Override
    public void lines(Buffer piece) {
        push.add(piece);
    }

    @Override
    public void lineTooLong() {
        push.addRejected("the line has more than " + PushProtocol.EVENT_BYTES + " bytes, the most an event may have");
    }

    @Override
    public void held(long bytes) {
        heldByAll.addAndGet(bytes - held);
        held = bytes;
        if (lines == null || over || bodyEnded) {
            return;
        }
        if (bytes >= Push.heldAtMost()) {
            request.pause();
        } else if (bytes <= Push.heldAtMost() / 2) {
            request.resume();
        }
    }

    @Override
    public void streamUnknown() {
        // This gateway knows the stream, so the other side will in a moment.
        problem(ProblemDetails.unavailable(
                "the ingest-service does not know the stream \"" + stream.stream() + "\" yet; nothing was kept"));
    }

    @Override
    public void finished(PushResult result) {
        if (watermark != null && result.failure() == PushOutcome.Failure.NONE) {
            PushAnswers.watermark(context, stream.stream(), watermark);
            close();
            return;
        }
        boolean singleInvalid = kind == PushRequest.Kind.OBJECT && result.rejected() > 0;
        if (kind == PushRequest.Kind.LINES && result.events() == 0 && bodyEnded && PushAnswers.hasCursor(result)) {
            problem(ProblemDetails.badRequest("the body holds no event"));
        } else if (!PushAnswers.hasCursor(result) || singleInvalid) {
            beforeAnswer();
            PushAnswers.notKept(context, result);
            close();
        } else {
            // On the request's own context again: Kafka answers on another thread.
            ends.fresh(stream)
                    .onComplete(nothing -> run(() -> {
                        beforeAnswer();
                        PushAnswers.kept(
                                context, result, PushAnswers.cursor(stream, ends.after(stream, result.nextOffsets())));
                        close();
                    }));
        }
    }

    private void problem(ProblemDetails problem) {
        abandon();
        beforeAnswer();
        problem.send(context);
        close();
    }

    private void abandon() {
        if (push != null) {
            push.abandon();
        }
    }

    private void beforeAnswer() {
        if (!bodyEnded) {
            drain(context);
        }
    }

    /** Answers while the body is still coming: it is read for a while and thrown away, then the connection is closed. */
    static void drain(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            return;
        }
        request.handler(chunk -> {});
        request.exceptionHandler(e -> {});
        request.resume();
        long timer = context.vertx().setTimer(DRAIN_MILLIS, late -> {
            if (request.version() == HttpVersion.HTTP_2) {
                context.response().reset();
            } else {
                request.connection().close();
            }
        });
        request.endHandler(nothing -> context.vertx().cancelTimer(timer));
    }

    private void close() {
        if (!over) {
            over = true;
            heldByAll.addAndGet(-held);
            held = 0;
            onOver.run();
        }
    }
}
