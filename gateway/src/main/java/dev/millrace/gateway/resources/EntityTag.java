package dev.millrace.gateway.resources;

import dev.millrace.model.json.JsonTree;
import dev.millrace.model.resource.Resource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A resource's ETag: the same document has the same one, on every gateway and over restarts. */
final class EntityTag {

    private EntityTag() {}

    static String of(Resource resource) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(JsonTree.write(resource.document()));
            return "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
