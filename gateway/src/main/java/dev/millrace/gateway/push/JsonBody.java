package dev.millrace.gateway.push;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.platform.push.PushRequest;
import io.vertx.core.buffer.Buffer;

/** Tells one event from an array of events by the first byte, which is all of a body that the gateway looks at. Stateless. */
final class JsonBody {

    private JsonBody() {}

    /**
     * What a body is.
     *
     * @throws ProblemException 400 when it is neither
     */
    static PushRequest.Kind kind(Buffer body) {
        for (int i = 0; i < body.length(); i++) {
            byte b = body.getByte(i);
            if (b == '{') {
                return PushRequest.Kind.OBJECT;
            }
            if (b == '[') {
                return PushRequest.Kind.ARRAY;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw new ProblemException(ProblemDetails.badRequest(
                        "the body is neither a JSON object nor an array of objects: byte " + i + " is "
                                + (b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("0x%02x", b & 0xff))));
            }
        }
        throw new ProblemException(
                ProblemDetails.badRequest("the body is empty; expected a JSON object or an array of objects"));
    }
}
