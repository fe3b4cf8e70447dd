package dev.millrace.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain trees, for what is small and read whole: resources, plans, requests. Events are never read this way.
 *
 * <p>A tree is made of {@code LinkedHashMap<String, Object>}, {@code List<Object>}, {@code String}, {@code Long}, {@code BigDecimal} (any
 * number with a fraction or exponent, or past int64), {@code Boolean} and null. Where a name stands twice, the last one counts. Stateless;
 * any thread.
 */
public final class JsonTree {

    /** The deepest nesting that is read, inclusive: room for documents of 64 levels stored with their positions. */
    public static final int MAX_DEPTH = 400;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(64L << 20)
                    .build())
            .build();

    private JsonTree() {}

    /**
     * Reads one JSON value.
     *
     * @throws MalformedJsonException when the bytes are not one JSON value, are nested deeper than {@value #MAX_DEPTH} or longer
     *     than 64 MiB
     */
    public static Object read(byte[] document) {
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() == null) {
                throw new MalformedJsonException(0, "expected a JSON value, found nothing");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(
                        (int) parser.currentTokenLocation().getByteOffset(), "expected the end of the document");
            }
            return value;
        } catch (JsonProcessingException broken) {
            int offset = broken.getLocation() == null
                    ? 0
                    : (int) Math.max(0, broken.getLocation().getByteOffset());
            throw new MalformedJsonException(offset, broken.getOriginalMessage());
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws MalformedJsonException as {@link #read}, and when the value is not an object
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(byte[] document) {
        if (read(document) instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw new MalformedJsonException(0, "expected a JSON object");
    }

    /**
     * The tree's bytes, without white space.
     *
     * @throws IllegalArgumentException when something in the tree has no JSON form
     */
    public static byte[] write(Object tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            write(tree, out);
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
        return bytes.toByteArray();
    }

    /** The tree as text, without white space. */
    public static String writeText(Object tree) {
        return new String(write(tree), StandardCharsets.UTF_8);
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer(parser.getText());
            case VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** The number as a tree holds it: {@code Long} where it fits, otherwise {@code BigDecimal}. */
    public static Number integer(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException tooLarge) {
            return new BigDecimal(digits);
        }
    }

    private static void write(Object tree, JsonGenerator out) throws IOException {
        if (tree == null) {
            out.writeNull();
        } else if (tree instanceof Map<?, ?> object) {
            out.writeStartObject();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                out.writeFieldName((String) member.getKey());
                write(member.getValue(), out);
            }
            out.writeEndObject();
        } else if (tree instanceof Iterable<?> array) {
            out.writeStartArray();
            for (Object item : array) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (tree instanceof String text) {
            out.writeString(text);
        } else if (tree instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (tree instanceof Long || tree instanceof Integer) {
            out.writeNumber(((Number) tree).longValue());
        } else if (tree instanceof BigDecimal || (tree instanceof Double finite && Double.isFinite(finite))) {
            out.writeNumber(tree.toString());
        } else {
            throw new IllegalArgumentException(
                    tree + " (" + tree.getClass().getSimpleName() + ") has no JSON form: expected a map with text keys,"
                            + " a list, text, a finite number, a boolean or null");
        }
    }
}
