package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.resources.StoredPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code PUT GET DELETE} of streams and pipelines, and {@code POST /v1/apply}. */
public final class ResourceRoutes {

    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final long KNOWN_LIMIT_MILLIS = 2_000;
    private static final Parameters CHANGE = Parameters.of("dryRun", "reset");
    private static final Parameters CHANGE_STREAM = Parameters.of("dryRun");
    private static final Parameters NONE = Parameters.of();
    private static final Set<String> CONTENT_TYPES =
            Set.of("", "application/yaml", "application/x-yaml", "text/yaml", "application/json", "text/plain");

    private final WriteClient writer;
    private final ResourceLog resources;

    public ResourceRoutes(Vertx vertx, ResourceLog resources) {
        this.writer = new WriteClient(vertx);
        this.resources = resources;
    }

    public void mount(Router router) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
        router.post("/v1/apply").handler(body).handler(this::apply);
        for (String kind : List.of("Stream", "Pipeline")) {
            String path = "/v1/" + kind.toLowerCase(Locale.ROOT) + "s";
            router.get(path).handler(context -> list(context, kind));
            router.get(path + "/:name").handler(context -> get(context, kind));
            router.put(path + "/:name").handler(body).handler(context -> put(context, kind));
            router.delete(path + "/:name").handler(context -> delete(context, kind));
        }
    }

    private void apply(RoutingContext context) {
        CHANGE.check(context);
        send(
                context,
                WriteRequest.apply(
                        text(context), Parameters.flag(context, "dryRun"), Parameters.flag(context, "reset")));
    }

    private void put(RoutingContext context, String kind) {
        (kind.equals("Stream") ? CHANGE_STREAM : CHANGE).check(context);
        send(
                context,
                WriteRequest.put(
                        kind,
                        context.pathParam("name"),
                        text(context),
                        Parameters.flag(context, "dryRun"),
                        Parameters.flag(context, "reset"),
                        context.request().getHeader("If-Match")));
    }

    private void delete(RoutingContext context, String kind) {
        Parameters.of("dryRun").check(context);
        send(
                context,
                WriteRequest.delete(
                        kind,
                        context.pathParam("name"),
                        Parameters.flag(context, "dryRun"),
                        context.request().getHeader("If-Match")));
    }

    /** The body as text, when its content type is one of a document. */
    static String text(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!CONTENT_TYPES.contains(media) && !media.equals("application/x-www-form-urlencoded")) {
            throw new ProblemException(new ProblemDetails(
                    415,
                    "unsupported-media-type",
                    "Content type not taken",
                    media + " is not taken here: send application/yaml or application/json"));
        }
        String text = context.body().asString();
        return text == null ? "" : text;
    }

    private void send(RoutingContext context, WriteRequest request) {
        writer.send(request)
                .compose(answer -> known(request, answer).map(answer))
                .onSuccess(answer -> {
                    if (answer.status() >= 400) {
                        Map<String, Object> problem = new LinkedHashMap<>(answer.body());
                        problem.put("instance", context.request().path());
                        ProblemDetails.answer(context, answer.status(), problem);
                    } else if (answer.status() == 204) {
                        context.response().setStatusCode(204).end();
                    } else {
                        context.response().setStatusCode(answer.status());
                        json(context, answer.body());
                    }
                });
    }

    /** Whoever asks this gateway after the answer finds what was changed. */
    private Future<Boolean> known(WriteRequest request, WriteAnswer answer) {
        if (answer.status() >= 400 || request.dryRun()) {
            return Future.succeededFuture(true);
        }
        if (request.verb() == WriteRequest.Verb.DELETE) {
            return resources.until(
                    catalog -> RequestChecks.find(catalog, request.kind(), request.name()) == null, KNOWN_LIMIT_MILLIS);
        }
        List<Resource> applied = ResourceReader.read(request.text()).resources();
        return resources.until(
                catalog -> runsAsAnswered(catalog, answer)
                        && applied.stream().allMatch(resource -> {
                            Resource stored = RequestChecks.find(catalog, resource.kind(), resource.name());
                            return stored != null && stored.document().equals(resource.document());
                        }),
                KNOWN_LIMIT_MILLIS);
    }

    /** Whether every pipeline of the answer, also one that only had to follow, is at the generation it names. */
    private static boolean runsAsAnswered(Catalog catalog, WriteAnswer answer) {
        return ((List<?>) answer.body().get("results"))
                .stream()
                        .map(result -> (Map<?, ?>) result)
                        .filter(result -> result.get("generation") != null)
                        .allMatch(result -> {
                            StoredPipeline stored = catalog.pipelines().get((String) result.get("name"));
                            return stored != null
                                    && stored.plan().generation() >= ((Number) result.get("generation")).intValue();
                        });
    }

    private void get(RoutingContext context, String kind) {
        NONE.check(context);
        String name = context.pathParam("name");
        Resource resource = find(kind, name);
        String tag = EntityTag.of(resource);
        context.response().putHeader("ETag", tag);
        if (tag.equals(context.request().getHeader("If-None-Match"))) {
            context.response().setStatusCode(304).end();
            return;
        }
        json(context, resource.document());
    }

    private Resource find(String kind, String name) {
        Catalog catalog = resources.catalog();
        Resource resource = RequestChecks.find(catalog, kind, name);
        if (resource == null) {
            Set<String> known = kind.equals("Stream")
                    ? catalog.streams().keySet()
                    : catalog.pipelines().keySet();
            throw notFound(kind.toLowerCase(Locale.ROOT), name, known);
        }
        return resource;
    }

    /**
     * A pipeline that is there.
     *
     * @throws ProblemException 404 with the nearest name
     */
    public static StoredPipeline pipeline(Catalog catalog, String name) {
        StoredPipeline pipeline = catalog.pipelines().get(name);
        if (pipeline == null) {
            throw notFound("pipeline", name, catalog.pipelines().keySet());
        }
        return pipeline;
    }

    private static ProblemException notFound(String what, String name, Set<String> known) {
        return new ProblemException(ProblemDetails.notFound(what, name, NearestName.suggestion(name, known)));
    }

    private void list(RoutingContext context, String kind) {
        NONE.check(context);
        List<Object> items = new ArrayList<>();
        Catalog catalog = resources.catalog();
        if (kind.equals("Stream")) {
            catalog.streams().values().forEach(stream -> {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("name", stream.name());
                item.put("partitions", (long) stream.ref().partitions());
                item.put("implied", stream.implied());
                item.put("usedBy", catalog.usersOf(stream.name()));
                items.add(item);
            });
        } else {
            catalog.pipelines().values().forEach(pipeline -> {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("name", pipeline.name());
                item.put("generation", (long) pipeline.plan().generation());
                item.put("from", pipeline.resource().spec().from());
                item.put("to", pipeline.resource().spec().to());
                items.add(item);
            });
        }
        json(context, Map.of("items", items));
    }

    /** Answers with a plain tree. */
    public static void json(RoutingContext context, Map<String, Object> tree) {
        context.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(JsonTree.write(tree)));
    }
}
