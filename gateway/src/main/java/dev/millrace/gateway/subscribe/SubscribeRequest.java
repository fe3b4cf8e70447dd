package dev.millrace.gateway.subscribe;

import dev.millrace.gateway.http.Parameters;
import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a subscriber asks for. Immutable.
 *
 * @param key the key's bytes, or null for every event
 * @param limit after how many events the stream ends; 0 = never
 * @param headers whether each event comes with its headers
 */
record SubscribeRequest(FrameFormat format, StartPoint from, byte[] key, long limit, boolean headers) {

    private static final Parameters PARAMETERS = Parameters.of("from", "key", "limit", "last_event_id", "headers")
            .notBuilt("where", "progress", "types", "wait");

    /**
     * Reads a request.
     *
     * @throws ProblemException 400, 406 or 501 with a sentence
     */
    static SubscribeRequest of(RoutingContext context) {
        FrameFormat format = format(context.parsedHeaders().accept());
        PARAMETERS.check(context);
        String key = context.queryParams().get("key");
        return new SubscribeRequest(
                format,
                from(context),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                limit(context),
                Parameters.flag(context, "headers"));
    }

    private static FrameFormat format(List<MIMEHeader> accepted) {
        boolean wantsPage = false;
        for (MIMEHeader type : accepted) {
            switch (type.component() + "/" + type.subComponent()) {
                case "text/event-stream", "text/*", "*/*" -> {
                    return SseFrames.INSTANCE;
                }
                case "application/x-ndjson" -> {
                    return NdjsonFrames.INSTANCE;
                }
                case "application/json" -> wantsPage = true;
                default -> {
                    // Another type may be acceptable too.
                }
            }
        }
        if (wantsPage) {
            throw new ProblemException(ProblemDetails.notBuilt("reading a stream page by page as application/json"));
        }
        if (accepted.isEmpty()) {
            return SseFrames.INSTANCE;
        }
        throw new ProblemException(new ProblemDetails(
                406,
                "not-acceptable",
                "No such form of answer",
                "events come as text/event-stream or application/x-ndjson; ask for one of them in Accept"));
    }

    private static StartPoint from(RoutingContext context) {
        String header = context.request().getHeader("Last-Event-ID");
        if (header != null && !header.isBlank()) {
            return StartPoint.resume(header.strip(), "the header Last-Event-ID");
        }
        String last = context.queryParams().get("last_event_id");
        if (last != null && !last.isBlank()) {
            return StartPoint.resume(last, "last_event_id");
        }
        String from = context.queryParams().get("from");
        return from == null ? new StartPoint.Latest() : StartPoint.parse(from);
    }

    private static long limit(RoutingContext context) {
        String limit = context.queryParams().get("limit");
        if (limit == null) {
            return 0;
        }
        try {
            long count = Long.parseLong(limit);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, as for zero.
        }
        throw new ProblemException(ProblemDetails.badRequest("limit is a whole number above 0, not \"" + limit + "\""));
    }
}
