package dev.millrace.gateway.subscribe;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StoredStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/streams/{stream}/events}: a stream's events as they come, as SSE or NDJSON, from any place in it.
 *
 * <p>One for a process, mounted on the router of each HTTP event loop; thread-safe. Settings {@code subscribe.*}.
 */
public final class SubscribeRoutes {

    private static final Logger log = LoggerFactory.getLogger(SubscribeRoutes.class);

    private final Platform platform;
    private final ResourceLog resources;
    private final SubscribeSettings settings;
    private final StreamChannels channels;
    private final StartResolver starts;
    private final AtomicInteger subscribers = new AtomicInteger();

    /**
     * @param resources followed from now on; to be started by its owner
     * @throws IllegalArgumentException with a sentence when a setting is wrong
     */
    public SubscribeRoutes(Platform platform, ResourceLog resources) {
        this.platform = platform;
        this.resources = resources;
        this.settings = SubscribeSettings.of(platform.settings());
        this.channels = new StreamChannels(platform, settings);
        this.starts = new StartResolver(platform);
        resources.onChange(channels::follow);
    }

    /** Adds the routes; once for each event loop that serves HTTP. */
    public void mount(Router router) {
        router.get("/v1/streams/:stream/events").handler(this::answer);
        router.head("/v1/streams/:stream/events").handler(this::answer);
        router.get("/v1/events")
                .handler(context -> ProblemDetails.notBuilt("subscribing to several streams in one connection")
                        .send(context));
    }

    /** Ends all streams so that their clients connect again; completes when nothing reads Kafka any more. */
    public Future<Void> stop() {
        return channels.stop();
    }

    private void answer(RoutingContext context) {
        try {
            SubscribeRequest request = SubscribeRequest.of(context);
            StreamRef ref = stream(context.pathParam("stream"));
            if (context.request().method() == HttpMethod.HEAD) {
                head(context.response(), request).end();
            } else {
                subscribe(context, request, ref);
            }
        } catch (ProblemException e) {
            e.problem().send(context);
        }
    }

    private StreamRef stream(String name) {
        Catalog catalog = resources.catalog();
        StoredStream stream = catalog.streams().get(name);
        if (stream == null) {
            throw new ProblemException(ProblemDetails.notFound(
                    "stream",
                    name,
                    NearestName.suggestion(name, catalog.streams().keySet())));
        }
        return stream.ref();
    }

    private void subscribe(RoutingContext context, SubscribeRequest request, StreamRef ref) {
        if (subscribers.incrementAndGet() > settings.max()) {
            subscribers.decrementAndGet();
            throw new ProblemException(ProblemDetails.unavailable(
                    "this gateway has " + settings.max() + " subscribers, its limit (setting subscribe.max)"));
        }
        StreamChannel channel = channels.acquire(ref);
        if (channel == null) {
            subscribers.decrementAndGet();
            throw new ProblemException(ProblemDetails.unavailable("this gateway is stopping; connect again"));
        }
        Context loop = platform.vertx().getOrCreateContext();
        start(channel, request.from())
                .onComplete(start -> loop.runOnContext(nothing -> {
                    if (context.response().closed()) {
                        leave(channel);
                    } else if (start.failed() || !channels.isOpen(channel)) {
                        leave(channel);
                        refuse(context, ref, start.cause());
                    } else {
                        begin(context, request, channel, start.result());
                    }
                }));
    }

    /** Where to start; Kafka need not be asked when the ring has all that a cursor wants. */
    private Future<Start> start(StreamChannel channel, StartPoint from) {
        if (from instanceof StartPoint.Resume resume) {
            var position = resume.cursor().in(channel.topicId()).map(Cursor.Position::nextOffsets);
            if (position.isPresent()
                    && position.get().length == channel.ref().partitions()
                    && channel.ring().covers(position.get())) {
                return Future.succeededFuture(new Start(position.get(), java.util.List.of()));
            }
        }
        return starts.resolve(channel.ref(), from);
    }

    private void begin(RoutingContext context, SubscribeRequest request, StreamChannel channel, Start start) {
        head(context.response(), request).setChunked(true);
        new Subscription(
                        platform.vertx(),
                        context.request(),
                        channel,
                        starts,
                        request,
                        start,
                        settings,
                        () -> leave(channel))
                .begin();
    }

    private void leave(StreamChannel channel) {
        subscribers.decrementAndGet();
        channels.release(channel);
    }

    private static void refuse(RoutingContext context, StreamRef ref, Throwable cause) {
        if (cause != null) {
            log.warn("the offsets of {} could not be read: {}", ref.stream(), cause.toString());
        }
        ProblemDetails.unavailable(
                        cause == null
                                ? "the stream \"" + ref.stream() + "\" was changed just now; try again"
                                : "Kafka did not say where the stream \"" + ref.stream() + "\" stands; try again")
                .send(context);
    }

    private static HttpServerResponse head(HttpServerResponse response, SubscribeRequest request) {
        return response.putHeader("Content-Type", request.format().contentType())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
    }
}
