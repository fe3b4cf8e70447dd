package dev.millrace.gateway.http;

import dev.millrace.model.document.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that says what went wrong, as RFC 9457 has it. Immutable.
 *
 * @param status the HTTP status
 * @param kind a word for programs, the last part of {@code type}
 * @param title the kind in words, the same for every problem of that kind
 * @param detail a sentence about this problem
 * @param errors the places in a document; may be empty
 */
public record ProblemDetails(int status, String kind, String title, String detail, List<Problem> errors) {

    /** What {@code type} starts with. */
    public static final String TYPE = "urn:millrace:problem:";

    private static final String RETRY_AFTER_SECONDS = "1";

    public ProblemDetails {
        errors = List.copyOf(errors);
    }

    public ProblemDetails(int status, String kind, String title, String detail) {
        this(status, kind, title, detail, List.of());
    }

    /** 400: the request is not what the route takes. */
    public static ProblemDetails badRequest(String detail) {
        return new ProblemDetails(400, "bad-request", "The request cannot be understood", detail);
    }

    /** 404, with the nearest name if there is one. */
    public static ProblemDetails notFound(String what, String name, String suggestion) {
        return new ProblemDetails(
                404,
                "not-found",
                "There is no such " + what,
                "there is no " + what + " \"" + name + "\"" + (suggestion == null ? "" : "; " + suggestion));
    }

    /** 409: the request does not fit what is there. */
    public static ProblemDetails conflict(String detail) {
        return new ProblemDetails(409, "conflict", "The request conflicts with what is there", detail);
    }

    /** 422: a document was understood and is wrong. */
    public static ProblemDetails invalid(String detail, List<Problem> errors) {
        return new ProblemDetails(422, "invalid", "The document is not valid", detail, errors);
    }

    /** 501: described, not built yet. */
    public static ProblemDetails notBuilt(String what) {
        return new ProblemDetails(501, "not-built", "Not built yet", what + " is not built yet");
    }

    /** 503: certainly nothing was kept; safe to try again. */
    public static ProblemDetails unavailable(String detail) {
        return new ProblemDetails(503, "unavailable", "Not available now", detail);
    }

    /** 504: some may have been kept. */
    public static ProblemDetails outcomeUnknown(String detail) {
        return new ProblemDetails(504, "outcome-unknown", "The outcome is not known", detail);
    }

    /** The body. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", TYPE + kind);
        tree.put("title", title);
        tree.put("status", (long) status);
        tree.put("detail", detail);
        if (!errors.isEmpty()) {
            tree.put("errors", errors.stream().map(ProblemDetails::error).toList());
        }
        return tree;
    }

    private static Map<String, Object> error(Problem problem) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pointer", problem.pointer());
        if (problem.line() > 0) {
            tree.put("line", (long) problem.line());
            tree.put("column", (long) problem.column());
        }
        tree.put("detail", problem.detail());
        if (problem.suggestion() != null) {
            tree.put("suggestion", problem.suggestion());
        }
        return tree;
    }

    /** Answers a request with this problem. */
    public void send(RoutingContext context) {
        Map<String, Object> tree = toTree();
        tree.put("instance", context.request().path());
        answer(context, status, tree);
    }

    /** Answers with a problem's tree as another process made it. */
    public static void answer(RoutingContext context, int status, Map<String, Object> tree) {
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        if (status == 503 || status == 429) {
            context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(Buffer.buffer(dev.millrace.model.json.JsonTree.write(tree)));
    }
}
