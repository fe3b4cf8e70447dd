package dev.millrace.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Jackson says of a document, we say: on documents from seeds. {@code -Dmillrace.seed=n} runs one again. */
class JsonDifferentialTest {

    private static final Duration EACH = Duration.ofSeconds(6);

    private static void forSeeds(LongConsumer check) {
        Long only = Long.getLong("millrace.seed");
        if (only != null) {
            check.accept(only);
            return;
        }
        long end = System.nanoTime() + EACH.toNanos();
        for (long seed = System.nanoTime(); System.nanoTime() < end; seed++) {
            long current = seed;
            try {
                check.accept(current);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("millrace.seed=" + current + ": " + failure.getMessage(), failure);
            }
        }
    }

    @Test
    void the_door_lets_in_what_jackson_reads() {
        forSeeds(seed -> {
            JsonDocuments documents = new JsonDocuments(seed);
            byte[] document = documents.coin() ? documents.next() : documents.broken();
            boolean letIn;
            try {
                JsonCheck.object(document, 0, document.length);
                letIn = true;
            } catch (MalformedJsonException refused) {
                letIn = false;
            }
            assertThat(letIn).as(shown(document)).isEqualTo(isObjectForJackson(document));
        });
    }

    @Test
    void fields_are_found_where_jackson_has_them() {
        forSeeds(seed -> {
            JsonDocuments documents = new JsonDocuments(seed);
            byte[] document = documents.next();
            Map<String, Object> tree = JsonTree.readObject(document);
            for (int i = 0; i < 10; i++) {
                FieldPath path = documents.path();
                long found = JsonScan.find(document, path);
                Object[] expected = new Object[1];
                boolean there = get(tree, path.names(), expected);
                assertThat(found != Slice.ABSENT)
                        .as(path + " in " + shown(document))
                        .isEqualTo(there);
                if (there) {
                    assertThat(JsonTree.read(Slice.copy(document, found)))
                            .as(path + " in " + shown(document))
                            .isEqualTo(expected[0]);
                }
            }
        });
    }

    @Test
    void one_walk_finds_what_walks_for_each_field_find() {
        forSeeds(seed -> {
            JsonDocuments documents = new JsonDocuments(seed);
            JsonFields fields = new JsonFields();
            List<FieldPath> paths = Stream.generate(documents::path).limit(6).toList();
            Random random = new Random(seed);
            byte[] before = documents.next();
            for (int i = 0; i < 30; i++) {
                byte[] document = switch (i % 3) {
                    case 0 -> documents.next();
                    case 1 -> documents.broken();
                    default -> before.clone();
                };
                // Like the one before but for some bytes: what is known of that must not be taken for this.
                for (int j = random.nextInt(3); i % 3 == 2 && j > 0 && document.length > 0; j--) {
                    document[random.nextInt(document.length)] = (byte) "\"\\:,{}[]ab1 ".charAt(random.nextInt(12));
                }
                before = i % 3 == 0 ? document : before;
                FieldPath path = paths.get(i % paths.size());
                FieldPath other = paths.get((i + 1) % paths.size());
                for (FieldPath asked : List.of(path, other, path, FieldPath.of(other.names()))) {
                    assertThat(found(() -> fields.find(document, asked)))
                            .as(asked + " in " + shown(document))
                            .isEqualTo(found(() -> JsonScan.find(document, asked)));
                }
            }
        });
    }

    /** The slice, or where the document is broken. */
    private static String found(LongSupplier search) {
        try {
            return String.valueOf(search.getAsLong());
        } catch (MalformedJsonException refused) {
            return refused.offset() + ": " + refused.getMessage();
        }
    }

    @Test
    void patches_and_selections_do_to_the_bytes_what_they_do_to_the_tree() {
        forSeeds(seed -> {
            JsonDocuments documents = new JsonDocuments(seed);
            byte[] document = documents.next();
            List<FieldPath> paths = apart(documents);
            byte[][] values = new byte[paths.size()][];
            Map<String, Object> expected = JsonTree.readObject(document);
            for (int i = 0; i < values.length; i++) {
                values[i] = documents.coin() ? documents.value() : null;
                set(expected, paths.get(i).names(), values[i]);
            }
            byte[] patched = new JsonPatch(paths).apply(document, values);
            JsonCheck.object(patched, 0, patched.length);
            assertThat(JsonTree.read(patched))
                    .as("patch of " + paths + " in " + shown(document))
                    .isEqualTo(expected);

            byte[] selected = new JsonSelection(paths).apply(document);
            JsonCheck.object(selected, 0, selected.length);
            assertThat(JsonTree.read(selected))
                    .as("selection of " + paths + " from " + shown(document))
                    .isEqualTo(keep(JsonTree.readObject(document), paths, 0));
        });
    }

    @Test
    void broken_documents_end_in_a_value_or_a_sentence() {
        forSeeds(seed -> {
            JsonDocuments documents = new JsonDocuments(seed);
            byte[] document = documents.broken();
            List<FieldPath> paths = apart(documents);
            for (Runnable use : List.<Runnable>of(
                    () -> JsonScan.find(document, paths.get(0)),
                    () -> new JsonPatch(paths).apply(document, new byte[paths.size()][]),
                    () -> new JsonSelection(paths).apply(document))) {
                try {
                    use.run();
                } catch (MalformedJsonException refused) {
                    assertThat(refused.offset()).as(shown(document)).isBetween(0, document.length);
                }
            }
        });
    }

    private static List<FieldPath> apart(JsonDocuments documents) {
        List<FieldPath> paths = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FieldPath path = documents.path();
            if (paths.stream().noneMatch(other -> other.isIn(path) || path.isIn(other))) {
                paths.add(path);
            }
        }
        return paths;
    }

    /**
     * Whether both of Jackson's readers take it: the one for characters mistakes U+0336 for a hexadecimal digit, the one for bytes takes
     * NUL for a sign of UTF-16.
     */
    private static boolean isObjectForJackson(byte[] document) {
        JsonFactory jackson = new JsonFactory();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return isObject(jackson.createParser(text)) && isObject(jackson.createParser(document));
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean isObject(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        parser.skipChildren();
        return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
    }

    private static boolean get(Object tree, List<String> names, Object[] found) {
        Object at = tree;
        for (String name : names) {
            if (!(at instanceof Map<?, ?> object) || !object.containsKey(name)) {
                return false;
            }
            at = object.get(name);
        }
        found[0] = at;
        return true;
    }

    @SuppressWarnings("unchecked")
    private static void set(Map<String, Object> tree, List<String> names, byte[] value) {
        Map<String, Object> at = tree;
        for (String name : names.subList(0, names.size() - 1)) {
            if (!(at.get(name) instanceof Map<?, ?>)) {
                if (value == null) {
                    return;
                }
                at.put(name, new LinkedHashMap<>());
            }
            at = (Map<String, Object>) at.get(name);
        }
        String last = names.get(names.size() - 1);
        if (value == null) {
            at.remove(last);
        } else {
            at.put(last, JsonTree.read(value));
        }
    }

    private static Map<String, Object> keep(Map<?, ?> tree, List<FieldPath> paths, int level) {
        Map<String, Object> kept = new LinkedHashMap<>();
        tree.forEach((name, value) -> {
            List<FieldPath> same = paths.stream()
                    .filter(path -> path.names().size() > level
                            && path.names().get(level).equals(name))
                    .toList();
            if (same.stream().anyMatch(path -> path.names().size() == level + 1)) {
                kept.put((String) name, value);
            } else if (!same.isEmpty() && value instanceof Map<?, ?> inner) {
                kept.put((String) name, keep(inner, same, level + 1));
            }
        });
        return kept;
    }

    private static String shown(byte[] document) {
        return new String(document, StandardCharsets.UTF_8) + " = " + java.util.Arrays.toString(document);
    }
}
