package dev.millrace.model.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a YAML or JSON document that knows where it stands: lines and columns from 1, columns in code points. Immutable. */
public sealed interface Node {

    int line();

    int column();

    /** What this is, for a sentence: {@code a list}. */
    String shape();

    /** The same without positions, as {@link dev.millrace.model.json.JsonTree} describes plain trees. */
    Object toPlain();

    /**
     * One value.
     *
     * @param value what the text stands for: String, Long, BigDecimal, Boolean or null
     * @param text the text as written, quotes and escapes resolved: {@code 5} is also the text of an expression
     * @param quoted whether it stood in quotes or was a block
     * @param places where the characters of the text stand
     */
    record Scalar(Object value, String text, boolean quoted, SourceMap places) implements Node {
        @Override
        public int line() {
            return places.line(0);
        }

        @Override
        public int column() {
            return places.column(0);
        }

        @Override
        public String shape() {
            if (value == null) {
                return "nothing";
            }
            return value instanceof String ? "the text \"" + shortened() + "\"" : shortened();
        }

        private String shortened() {
            return text.length() <= 40 ? text : text.substring(0, 40) + "...";
        }

        @Override
        public Object toPlain() {
            return value;
        }
    }

    /** Values in order. */
    record Sequence(int line, int column, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String shape() {
            return "a list";
        }

        @Override
        public Object toPlain() {
            List<Object> plain = new ArrayList<>(items.size());
            items.forEach(item -> plain.add(item.toPlain()));
            return plain;
        }
    }

    /** Keys with values in the order they stand; no key twice. */
    record Mapping(int line, int column, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** The entry of that key, or null. */
        public Entry entry(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry;
                }
            }
            return null;
        }

        @Override
        public String shape() {
            return "a mapping";
        }

        @Override
        public Object toPlain() {
            Map<String, Object> plain = new LinkedHashMap<>();
            entries.forEach(entry -> plain.put(entry.key(), entry.value().toPlain()));
            return plain;
        }
    }

    /** A key, where it stands, and its value. */
    record Entry(String key, int line, int column, Node value) {}
}
