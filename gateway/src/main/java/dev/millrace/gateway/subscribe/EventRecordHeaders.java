package dev.millrace.gateway.subscribe;

import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonText;
import dev.millrace.model.marker.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record's headers as a subscriber may want them: packed small, because most want none, and written as JSON when somebody does. Stateless; any
 * thread.
 */
final class EventRecordHeaders {

    private EventRecordHeaders() {}

    /** Names and values one after the other, each with its length in front; null where there are none. */
    static byte[] pack(Headers headers) {
        if (!headers.iterator().hasNext()) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(32);
        for (Header header : headers) {
            if (header.value() != null) {
                put(header.key().getBytes(StandardCharsets.UTF_8), out);
                put(header.value(), out);
            }
        }
        return out.toByteArray();
    }

    private static void put(byte[] bytes, ByteArrayOutputStream out) {
        ByteBuffer length = ByteBuffer.allocate(5);
        Varint.write(bytes.length, length);
        out.write(length.array(), 0, length.position());
        out.writeBytes(bytes);
    }

    /** An object of the headers that are text, the last of each name; event time, which is binary, as ISO 8601. */
    static byte[] json(byte[] packed) {
        Map<String, String> texts = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(packed == null ? new byte[0] : packed);
        while (in.hasRemaining()) {
            String name = new String(take(in), StandardCharsets.UTF_8);
            String text = text(name, take(in));
            if (text != null) {
                texts.put(name, text);
            }
        }
        ByteSink out = new ByteSink(64);
        out.put("{");
        String comma = "";
        for (Map.Entry<String, String> header : texts.entrySet()) {
            out.put(comma);
            JsonText.write(header.getKey(), out);
            out.put(":");
            JsonText.write(header.getValue(), out);
            comma = ",";
        }
        out.put("}");
        return out.toBytes();
    }

    private static byte[] take(ByteBuffer in) {
        byte[] bytes = new byte[(int) Varint.read(in)];
        in.get(bytes);
        return bytes;
    }

    private static String text(String name, byte[] value) {
        try {
            if (name.equals(RecordHeaders.TIME)) {
                return Instant.ofEpochMilli(Varint.readSigned(ByteBuffer.wrap(value)))
                        .toString();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            return text.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\t') ? text : null;
        } catch (CharacterCodingException | IllegalArgumentException binary) {
            return null;
        }
    }
}
