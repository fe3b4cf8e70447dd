package dev.millrace.gateway.push;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.resources.Catalog;
import dev.millrace.platform.resources.StoredPipeline;
import dev.millrace.platform.resources.StoredStream;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;

/** What is checked of a push before its body is read. Stateless; any thread. */
final class PushChecks {

    static final String JSON = "application/json";
    static final String LINES = "application/x-ndjson";

    private static final String TAKEN = "this route takes " + JSON + " (one event, or an array of events) and " + LINES
            + " (one event a line), in UTF-8 and without content encoding";

    private PushChecks() {}

    /**
     * The stream of that name.
     *
     * @throws ProblemException 404 with the nearest name
     */
    static StreamRef stream(Catalog catalog, String name) {
        StoredStream stream =
                name.startsWith("millrace.") ? null : catalog.streams().get(name);
        if (stream == null) {
            throw new ProblemException(ProblemDetails.notFound(
                    "stream",
                    name,
                    NearestName.suggestion(name, catalog.streams().keySet())));
        }
        return stream.ref();
    }

    /**
     * Refuses a promise about a stream whose time comes from the one pipeline that writes it.
     *
     * @throws ProblemException 409 naming the pipeline and its sources
     */
    static void promise(Catalog catalog, StreamRef stream) {
        for (StoredPipeline pipeline : catalog.pipelines().values()) {
            List<Stage> stages = pipeline.plan().stages();
            StreamRef output = stages.get(stages.size() - 1).output();
            if (output.stream().equals(stream.stream()) && output.writers() > 0) {
                throw new ProblemException(ProblemDetails.conflict("the time of stream \"" + stream.stream()
                        + "\" comes from pipeline \"" + pipeline.name() + "\", which writes it: promise in "
                        + String.join(", ", pipeline.resource().spec().from()) + " instead, and it travels on"));
            }
        }
    }

    /**
     * Refuses headers that stand for what is not built, instead of ignoring them.
     *
     * @throws ProblemException 501, 413, or 415
     */
    static void headers(HttpServerRequest request) {
        if (request.getHeader("Idempotency-Key") != null) {
            throw new ProblemException(ProblemDetails.notBuilt("the header Idempotency-Key"));
        }
        for (String name : request.headers().names()) {
            if (name.regionMatches(true, 0, "ce-", 0, 3)) {
                throw new ProblemException(
                        ProblemDetails.notBuilt("taking CloudEvents in binary mode (header " + name + ")"));
            }
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    PushAnswers.unsupported("the content encoding \"" + encoding + "\" is not taken; " + TAKEN));
        }
    }

    /**
     * The body's media type, {@link #JSON} or {@link #LINES}.
     *
     * @throws ProblemException 415 with what is taken
     */
    static String mediaType(HttpServerRequest request) {
        String given = request.getHeader("Content-Type");
        if (given == null) {
            throw new ProblemException(PushAnswers.unsupported("the header Content-Type is missing; " + TAKEN));
        }
        // What nearly everybody sends needs no taking apart.
        if (given.equals(JSON) || given.equals(LINES)) {
            return given;
        }
        String[] parts = given.toLowerCase(Locale.ROOT).split(";");
        String type = parts[0].strip();
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").replace(" ", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw new ProblemException(PushAnswers.unsupported("\"" + given + "\" is not taken; " + TAKEN));
            }
        }
        if (!type.equals(JSON) && !type.equals(LINES)) {
            throw new ProblemException(PushAnswers.unsupported("\"" + given + "\" is not taken; " + TAKEN));
        }
        return type;
    }

    /**
     * Refuses a body by its announced length.
     *
     * @throws ProblemException 413
     */
    static void length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        // Digits only, or the server would not have let it in; more than 18 of them are too many anyway.
        if (length != null && (length.length() > 18 || Long.parseLong(length) > PushProtocol.BODY_BYTES)) {
            throw new ProblemException(PushAnswers.tooLarge(PushProtocol.BODY_BYTES));
        }
    }
}
