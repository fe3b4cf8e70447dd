package dev.millrace.gateway.trial;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.resources.ResourceRoutes;
import dev.millrace.gateway.resources.UnsavedPlans;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.PipelineTest;
import dev.millrace.platform.resources.ResourceLog;
import dev.millrace.platform.stages.TrialRequest;
import dev.millrace.platform.stages.TrialResponder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/test}: runs the {@code tests:} of a file in the services that would run its stages, without touching Kafka. */
public final class TrialRoutes {

    private static final int MAX_BODY_BYTES = 1 << 20;

    private final Vertx vertx;
    private final ResourceLog resources;

    public TrialRoutes(Vertx vertx, ResourceLog resources) {
        this.vertx = vertx;
        this.resources = resources;
    }

    public void mount(Router router) {
        router.post("/v1/test")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(this::test);
    }

    private void test(RoutingContext context) {
        Parameters.of().check(context);
        String text = context.body().asString();
        UnsavedPlans unsaved = UnsavedPlans.of(resources.catalog(), text == null ? "" : text);
        List<Future<Map<String, Object>>> runs = new ArrayList<>();
        for (int i = 0; i < unsaved.pipelines().size(); i++) {
            for (PipelineTest test : unsaved.pipelines().get(i).spec().tests()) {
                runs.add(
                        run(unsaved, unsaved.pipelines().get(i), unsaved.plans().get(i), test));
            }
        }
        Future.all(runs)
                .onSuccess(all -> {
                    List<Map<String, Object>> results = all.list();
                    boolean passed = results.stream().allMatch(result -> Boolean.TRUE.equals(result.get("passed")));
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put("passed", passed);
                    answer.put("tests", results);
                    ResourceRoutes.json(context, answer);
                })
                .onFailure(e -> ProblemDetails.unavailable(
                                "a service that the test needs did not answer: " + e.getMessage())
                        .send(context));
    }

    private Future<Map<String, Object>> run(
            UnsavedPlans unsaved, PipelineResource pipeline, Plan plan, PipelineTest test) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("pipeline", pipeline.name());
        result.put("test", test.name());
        result.put("line", (long) test.line());
        List<Object> events;
        try {
            events = events(unsaved, pipeline, test);
        } catch (InvalidEventException e) {
            result.put("passed", false);
            result.put("differences", List.of("a given event would be refused at the door: " + e.getMessage()));
            return Future.succeededFuture(result);
        }
        TrialResults results = new TrialResults();
        return run(plan.stages().iterator(), events, 0, results).map(nothing -> {
            List<String> differences = TrialExpectation.differences(pipeline, test, results);
            result.put("passed", differences.isEmpty());
            if (!differences.isEmpty()) {
                result.put("differences", differences);
            }
            return result;
        });
    }

    /** One stage after the other, each in its home. */
    private Future<Void> run(Iterator<Stage> stages, List<Object> items, int writers, TrialResults results) {
        if (!stages.hasNext()) {
            results.results(items);
            return Future.succeededFuture();
        }
        Stage stage = stages.next();
        return vertx.eventBus()
                .<Buffer>request(
                        TrialResponder.address(stage.home()), Buffer.buffer(TrialRequest.bytes(stage, items, writers)))
                .compose(reply -> {
                    List<Object> output =
                            results.add(stage, JsonTree.readObject(reply.body().getBytes()));
                    return run(stages, output, stage.inputs().size(), results);
                });
    }

    /** Given rows arrive at their own event time, in the order written, stream after stream; then nothing follows. */
    private static List<Object> events(UnsavedPlans unsaved, PipelineResource pipeline, PipelineTest test) {
        List<Object> events = new ArrayList<>();
        test.given().forEach((stream, rows) -> {
            StreamRef ref = unsaved.streams().apply(stream);
            for (Map<String, Object> row : rows) {
                long time = ref == null || ref.time() == null ? 0 : ref.time().readMillis(JsonTree.write(row));
                Map<String, Object> event = new LinkedHashMap<>();
                event.put("stream", stream);
                event.put("timeMillis", time);
                event.put("value", row);
                events.add(event);
            }
        });
        pipeline.spec().from().forEach(stream -> events.add(TrialRequest.end(stream)));
        return events;
    }
}
