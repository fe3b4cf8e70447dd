package dev.millrace.gateway.resources;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a gateway asks of the one that writes. Immutable.
 *
 * @param kind {@code Stream} or {@code Pipeline} for one resource; empty for a file of several
 * @param name the resource's name; empty for a file
 * @param text the document to apply; null to delete
 * @param dryRun whether only to say what would happen
 * @param ifMatch the ETag the resource must have now, or null
 */
record WriteRequest(String kind, String name, String text, boolean dryRun, String ifMatch) {

    static WriteRequest apply(String text, boolean dryRun) {
        return new WriteRequest("", "", text, dryRun, null);
    }

    boolean isDelete() {
        return text == null;
    }

    Optional<String> expectedTag() {
        return Optional.ofNullable(ifMatch);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("kind", kind)
                .put("name", name)
                .put("text", text)
                .put("dryRun", dryRun)
                .put("ifMatch", ifMatch);
    }

    static WriteRequest fromJson(JsonObject json) {
        return new WriteRequest(
                json.getString("kind"),
                json.getString("name"),
                json.getString("text"),
                json.getBoolean("dryRun"),
                json.getString("ifMatch"));
    }
}
