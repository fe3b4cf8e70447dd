package dev.millrace.platform.push;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * What an ingest verticle says of itself. Immutable.
 *
 * @param address where it takes pushes
 * @param queuedBytes what it has accepted and not finished; {@link #GONE} when it takes nothing any more
 */
public record PushLoad(String address, long queuedBytes) {

    /** Said once by a verticle that stops. */
    public static final long GONE = -1;

    public boolean isGone() {
        return queuedBytes == GONE;
    }

    public Buffer encode() {
        return Buffer.buffer(8 + address.length()).appendLong(queuedBytes).appendString(address);
    }

    /**
     * Reads what {@link #encode} gave.
     *
     * @throws IllegalArgumentException when it is too short
     */
    public static PushLoad decode(Buffer bytes) {
        if (bytes.length() < Long.BYTES) {
            throw new IllegalArgumentException("a load of " + bytes.length() + " bytes is too short");
        }
        return new PushLoad(
                bytes.getString(Long.BYTES, bytes.length(), StandardCharsets.UTF_8.name()), bytes.getLong(0));
    }
}
