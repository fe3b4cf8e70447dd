package dev.millrace.platform.stages;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.trial.StageTrial;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.step.Step;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers trial runs: a stage's steps and timed events in, results and dead letters out, run by the real operators without Kafka.
 *
 * <p>Request and answer are JSON documents. Request: {@code {"steps": [step trees], "events": [{"stream", "timeMillis", "value"}]}}.
 * Answer: {@code {"results": [{"timeMillis", "value"}], "deadLetters": [{"value", "step", "detail", "line", "column"}]}}.
 */
public final class TrialResponder {

    private TrialResponder() {}

    /** The event-bus address on which a service answers. */
    public static String address(String service) {
        return "millrace.trial." + service;
    }

    static void register(Vertx vertx, String service, OperatorRegistry operators) {
        vertx.eventBus().<Buffer>consumer(address(service), message -> answer(vertx, message, operators));
    }

    private static void answer(Vertx vertx, Message<Buffer> message, OperatorRegistry operators) {
        byte[] request = message.body().getBytes();
        vertx.executeBlocking(() -> Buffer.buffer(run(request, operators)), false)
                .onSuccess(message::reply)
                .onFailure(e -> message.fail(1, e.toString()));
    }

    @SuppressWarnings("unchecked")
    private static byte[] run(byte[] request, OperatorRegistry operators) {
        Map<String, Object> tree = (Map<String, Object>) JsonTree.read(request);
        List<Step> steps = ((List<Map<String, Object>>) tree.get("steps"))
                .stream().map(Step::fromTree).toList();
        List<Event> events = new ArrayList<>();
        for (Map<String, Object> given : (List<Map<String, Object>>) tree.get("events")) {
            long time = ((Number) given.get("timeMillis")).longValue();
            Origin origin = new Origin((String) given.get("stream"), 0, events.size(), time, EventHeaders.NONE);
            events.add(new Event(JsonTree.write(given.get("value")), null, time, Op.INSERT, origin));
        }
        return JsonTree.write(answer(StageTrial.run(steps, events, operators)));
    }

    private static Map<String, Object> answer(StageTrial.Outcome outcome) {
        List<Object> results = new ArrayList<>();
        for (Event event : outcome.results()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("timeMillis", event.timeMillis());
            result.put("value", JsonTree.read(event.value()));
            results.add(result);
        }
        List<Object> deadLetters = new ArrayList<>();
        for (StageTrial.DeadLetter dead : outcome.deadLetters()) {
            Map<String, Object> letter = new LinkedHashMap<>();
            letter.put("value", JsonTree.read(dead.value()));
            letter.put("step", dead.step());
            letter.put("detail", dead.failure().detail());
            letter.put("line", (long) dead.failure().line());
            letter.put("column", (long) dead.failure().column());
            deadLetters.add(letter);
        }
        return Map.of("results", results, "deadLetters", deadLetters);
    }
}
