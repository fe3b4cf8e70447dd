package dev.millrace.gateway.resources;

import dev.millrace.model.resource.StartAt;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a gateway asks of the one that writes. Immutable.
 *
 * @param verb what is to be done
 * @param kind {@code Stream} or {@code Pipeline} for one resource; empty for a file of several
 * @param name the resource's name; empty for a file
 * @param text the document to apply, or where a replay starts; null for everything else
 * @param dryRun whether only to say what would happen
 * @param reset whether pipelines begin anew, with empty state
 * @param ifMatch the ETag the resource must have now, or null
 */
record WriteRequest(Verb verb, String kind, String name, String text, boolean dryRun, boolean reset, String ifMatch) {

    /** What can be asked. */
    enum Verb {
        APPLY,
        DELETE,
        PAUSE,
        RESUME,
        RESTART,
        REPLAY
    }

    /** To apply a file of several documents. */
    static WriteRequest apply(String text, boolean dryRun, boolean reset) {
        return new WriteRequest(Verb.APPLY, "", "", text, dryRun, reset, null);
    }

    /** To apply one document that must be of that kind and name. */
    static WriteRequest put(String kind, String name, String text, boolean dryRun, boolean reset, String ifMatch) {
        return new WriteRequest(Verb.APPLY, kind, name, text, dryRun, reset, ifMatch);
    }

    static WriteRequest delete(String kind, String name, boolean dryRun, String ifMatch) {
        return new WriteRequest(Verb.DELETE, kind, name, null, dryRun, false, ifMatch);
    }

    /** To pause, resume or restart a pipeline. */
    static WriteRequest state(Verb verb, String pipeline) {
        return new WriteRequest(verb, "Pipeline", pipeline, null, false, false, null);
    }

    /** To let a pipeline begin anew from there. */
    static WriteRequest replay(String pipeline, StartAt from) {
        return new WriteRequest(Verb.REPLAY, "Pipeline", pipeline, from.text(), false, true, null);
    }

    Optional<String> expectedTag() {
        return Optional.ofNullable(ifMatch);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("verb", verb.name())
                .put("kind", kind)
                .put("name", name)
                .put("text", text)
                .put("dryRun", dryRun)
                .put("reset", reset)
                .put("ifMatch", ifMatch);
    }

    static WriteRequest fromJson(JsonObject json) {
        return new WriteRequest(
                Verb.valueOf(json.getString("verb")),
                json.getString("kind"),
                json.getString("name"),
                json.getString("text"),
                json.getBoolean("dryRun"),
                json.getBoolean("reset"),
                json.getString("ifMatch"));
    }
}
