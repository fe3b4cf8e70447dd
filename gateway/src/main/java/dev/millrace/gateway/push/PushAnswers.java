package dev.millrace.gateway.push;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushOutcome.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** Says to the user what became of a push. Stateless; the request's context. */
final class PushAnswers {

    private PushAnswers() {}

    /** The cursor right after a push. */
    static String cursor(StreamRef stream, long[] nextOffsets) {
        return Cursor.of(Uuid.fromString(stream.topicId()).getMostSignificantBits(), nextOffsets)
                .encode();
    }

    /** Whether the answer to this result names a cursor. */
    static boolean hasCursor(PushResult result) {
        return result.failure() == Failure.NONE || result.failure() == Failure.UNAVAILABLE && result.accepted() > 0;
    }

    /** Answers with 200 or 207. */
    static void kept(RoutingContext context, PushResult result, String cursor) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("accepted", result.accepted());
        body.put("rejected", result.rejected());
        List<Map<String, Object>> errors = result.errors();
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        body.put("cursor", cursor);
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(errors.isEmpty() ? 200 : 207)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(JsonTree.write(body)));
    }

    /** Answers with the problem of a result that has no cursor, or of a single event that is invalid. */
    static void notKept(RoutingContext context, PushResult result) {
        switch (result.failure()) {
            case UNKNOWN ->
                ProblemDetails.outcomeUnknown(result.detail() + "; some of the events may be kept")
                        .send(context);
            case MALFORMED -> ProblemDetails.badRequest(result.detail()).send(context);
            case UNAVAILABLE ->
                ProblemDetails.unavailable(result.detail() + "; nothing was kept, try again")
                        .send(context);
            case INVALID -> invalid(context, result.detail(), result.errors());
            case NONE -> invalid(context, (String) result.errors().get(0).get("detail"), List.of());
        }
    }

    private static void invalid(RoutingContext context, String detail, List<Map<String, Object>> errors) {
        Map<String, Object> tree =
                new LinkedHashMap<>(ProblemDetails.invalid(detail, List.of()).toTree());
        tree.put("title", "Events are not valid");
        tree.put("instance", context.request().path());
        if (!errors.isEmpty()) {
            tree.put("errors", errors);
        }
        ProblemDetails.answer(context, 422, tree);
    }

    /** Answers that every partition knows of a watermark. */
    static void watermark(RoutingContext context, String stream, String to) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("stream", stream);
        body.put("to", to);
        context.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(JsonTree.write(body)));
    }

    /** 413: a body that cannot be streamed is over the limit. */
    static ProblemDetails tooLarge(int limitBytes) {
        return new ProblemDetails(
                413,
                "too-large",
                "The body is too large",
                "the body has more than " + limitBytes + " bytes; send it in parts, or one event a line as"
                        + " application/x-ndjson, which may be of any length unless atomic=true");
    }

    /** 415: with what would be taken. */
    static ProblemDetails unsupported(String detail) {
        return new ProblemDetails(415, "unsupported-media-type", "The body's form is not taken", detail);
    }
}
