package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.model.json.JsonTree;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What the writer answers: an HTTP status and its body.
 *
 * @param body a plain tree; a problem when the status is 400 or more
 */
record WriteAnswer(int status, Map<String, Object> body) {

    static WriteAnswer of(ProblemDetails problem) {
        return new WriteAnswer(problem.status(), problem.toTree());
    }

    JsonObject toJson() {
        return new JsonObject().put("status", status).put("body", Buffer.buffer(JsonTree.write(body)));
    }

    static WriteAnswer fromJson(JsonObject json) {
        return new WriteAnswer(
                json.getInteger("status"),
                JsonTree.readObject(json.getBuffer("body").getBytes()));
    }
}
