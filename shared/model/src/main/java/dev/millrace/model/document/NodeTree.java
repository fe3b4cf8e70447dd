package dev.millrace.model.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes as plain trees with their positions, so that a piece of a file can be stored in a plan and still say years later on which line it
 * stood. {@code read(write(node))} equals the node. Stateless; any thread.
 */
public final class NodeTree {

    private NodeTree() {}

    /** The node as {@link dev.millrace.model.json.JsonTree} can store it. */
    public static Map<String, Object> write(Node node) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (node instanceof Node.Scalar scalar) {
            tree.put("at", scalar.places().toList());
            tree.put("value", scalar.value());
            if (!scalar.text().equals(scalar.value())) {
                tree.put("text", scalar.text());
            }
            if (scalar.quoted()) {
                tree.put("quoted", true);
            }
            return tree;
        }
        tree.put("at", List.of((long) node.line(), (long) node.column()));
        if (node instanceof Node.Sequence sequence) {
            tree.put("items", sequence.items().stream().map(NodeTree::write).toList());
        } else if (node instanceof Node.Mapping mapping) {
            tree.put("entries", mapping.entries().stream().map(NodeTree::entry).toList());
        }
        return tree;
    }

    private static Map<String, Object> entry(Node.Entry entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("key", entry.key());
        tree.put("at", List.of((long) entry.line(), (long) entry.column()));
        tree.put("node", write(entry.value()));
        return tree;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is not that
     */
    public static Node read(Map<?, ?> tree) {
        if (!(tree.get("at") instanceof List<?> at) || at.size() < 2) {
            throw new IllegalArgumentException("a stored node needs its position \"at\", found " + tree.keySet());
        }
        if (tree.get("items") instanceof List<?> items) {
            List<Node> nodes = new ArrayList<>(items.size());
            items.forEach(item -> nodes.add(read((Map<?, ?>) item)));
            return new Node.Sequence(number(at, 0), number(at, 1), nodes);
        }
        if (tree.get("entries") instanceof List<?> entries) {
            List<Node.Entry> nodes = new ArrayList<>(entries.size());
            entries.forEach(entry -> nodes.add(entry((Map<?, ?>) entry)));
            return new Node.Mapping(number(at, 0), number(at, 1), nodes);
        }
        Object value = tree.get("value");
        String text = tree.containsKey("text") ? (String) tree.get("text") : (String) value;
        return new Node.Scalar(value, text, Boolean.TRUE.equals(tree.get("quoted")), SourceMap.of(at));
    }

    private static Node.Entry entry(Map<?, ?> tree) {
        List<?> at = (List<?>) tree.get("at");
        return new Node.Entry(
                (String) tree.get("key"), number(at, 0), number(at, 1), read((Map<?, ?>) tree.get("node")));
    }

    private static int number(List<?> numbers, int index) {
        return ((Number) numbers.get(index)).intValue();
    }
}
