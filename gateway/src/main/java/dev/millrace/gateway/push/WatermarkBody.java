package dev.millrace.gateway.push;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.marker.WatermarkMarker;
import io.vertx.core.buffer.Buffer;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * What a watermark request says.
 *
 * @param text as the user wrote it
 * @param millis no event before this time will follow, epoch ms; {@link WatermarkMarker#END_OF_TIME} for {@code end}
 */
record WatermarkBody(String text, long millis) {

    /**
     * Reads the body.
     *
     * @throws ProblemException 400 with what was expected
     */
    static WatermarkBody read(Buffer body) {
        Object tree;
        try {
            tree = JsonTree.read(body.getBytes());
        } catch (MalformedJsonException e) {
            throw wrong("not JSON at byte " + e.offset() + ": " + e.getMessage());
        }
        if (!(tree instanceof Map<?, ?> members) || members.size() != 1 || !(members.get("to") instanceof String to)) {
            throw wrong("the body is not what was expected");
        }
        if (to.equals("end")) {
            return new WatermarkBody(to, WatermarkMarker.END_OF_TIME);
        }
        try {
            return new WatermarkBody(to, OffsetDateTime.parse(to).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong("\"" + to + "\" is not a time");
        }
    }

    private static ProblemException wrong(String what) {
        return new ProblemException(
                ProblemDetails.badRequest(what + "; expected {\"to\": \"2026-01-31T12:00:00Z\"} or {\"to\": \"end\"}"));
    }
}
