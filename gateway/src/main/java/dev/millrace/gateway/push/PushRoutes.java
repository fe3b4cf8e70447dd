package dev.millrace.gateway.push;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.ResourceLog;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * The routes that take events: {@code POST /v1/streams/:stream/events} and {@code POST /v1/streams/:stream/watermark}. Thread-safe; a
 * request is worked on by the event loop it came in on. No body handler may stand before these routes: they read bodies themselves.
 *
 * <p>Setting: {@code gateway.push.bytes}, what all pushes of this gateway may hold together before new ones get 503 (64 MiB).
 */
public final class PushRoutes {

    private static final Parameters EVENTS = Parameters.of("atomic");
    private static final Parameters WATERMARK = Parameters.of();
    private static final int DEFAULT_HELD_BYTES = 64 << 20;

    private final Platform platform;
    private final ResourceLog resources;
    private final IngestDirectory directory;
    private final StreamEnds ends;
    private final List<PushDoor> doors = new CopyOnWriteArrayList<>();
    private final AtomicLong held = new AtomicLong();
    private final int heldBytes;

    public PushRoutes(Platform platform, ResourceLog resources) {
        this.platform = platform;
        this.resources = resources;
        this.directory = new IngestDirectory(platform.vertx());
        this.ends = new StreamEnds(platform);
        this.heldBytes = platform.settings().getInt("gateway.push.bytes", DEFAULT_HELD_BYTES);
    }

    /** Adds the routes; once for each HTTP event loop, on that loop. */
    public void mount(Router router) {
        PushDoor door = new PushDoor(platform.vertx(), directory);
        doors.add(door);
        router.post("/v1/streams/:stream/events").handler(context -> begin(context, door, this::events));
        router.post("/v1/streams/:stream/watermark").handler(context -> begin(context, door, this::watermark));
    }

    /** Takes no outcomes any more; the HTTP servers are to be closed before. */
    public Future<Void> stop() {
        return Future.join(doors.stream().map(PushDoor::stop).toList())
                .eventually(directory::stop)
                .mapEmpty();
    }

    private void begin(RoutingContext context, PushDoor door, BiConsumer<RoutingContext, PushDoor> route) {
        context.request().pause();
        if (door.ready().succeeded()) {
            checked(context, door, route);
        } else {
            door.ready()
                    .onSuccess(ready -> checked(context, door, route))
                    .onFailure(
                            e -> refuse(context, ProblemDetails.unavailable("the gateway cannot take events: " + e)));
        }
    }

    private static void checked(RoutingContext context, PushDoor door, BiConsumer<RoutingContext, PushDoor> route) {
        try {
            route.accept(context, door);
        } catch (ProblemException e) {
            refuse(context, e.problem());
        }
    }

    private void events(RoutingContext context, PushDoor door) {
        EVENTS.check(context);
        boolean atomic = Parameters.flag(context, "atomic");
        StreamRef stream = PushChecks.stream(resources.catalog(), context.pathParam("stream"));
        PushChecks.headers(context.request());
        boolean lines = PushChecks.mediaType(context.request()).equals(PushChecks.LINES);
        if (atomic || !lines) {
            PushChecks.length(context.request());
        }
        PushExchange exchange = exchange(context, stream, door);
        if (!lines) {
            exchange.readJson(atomic);
        } else if (atomic) {
            exchange.readAtomicLines();
        } else {
            exchange.readLines();
        }
    }

    private void watermark(RoutingContext context, PushDoor door) {
        WATERMARK.check(context);
        StreamRef stream = PushChecks.stream(resources.catalog(), context.pathParam("stream"));
        PushChecks.promise(resources.catalog(), stream);
        PushChecks.headers(context.request());
        PushChecks.length(context.request());
        if (!PushChecks.mediaType(context.request()).equals(PushChecks.JSON)) {
            throw new ProblemException(PushAnswers.unsupported("a watermark is taken as application/json"));
        }
        exchange(context, stream, door).readWatermark();
    }

    private PushExchange exchange(RoutingContext context, StreamRef stream, PushDoor door) {
        if (held.get() > heldBytes) {
            throw new ProblemException(ProblemDetails.unavailable(
                    "the gateway holds " + held.get() + " bytes of events that are not written yet; nothing was kept"));
        }
        // Asked while the body comes in, so that the answer need not wait.
        ends.fresh(stream);
        return new PushExchange(context, stream, door, ends, held);
    }

    private static void refuse(RoutingContext context, ProblemDetails problem) {
        PushExchange.drain(context);
        problem.send(context);
    }
}
