package dev.millrace.model.document;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A node being read: with its pointer and the list that takes what is wrong with it. Each reading method notes a problem and answers
 * nothing where the node is not what was asked for, so that a reader goes on and finds the rest. One thread.
 *
 * @param pointer JSON pointer of the node in its document
 */
public record NodeAt(Node node, String pointer, Problems problems) {

    /** Notes a problem with this node. */
    public void refuse(String detail, String suggestion) {
        problems.add(node, pointer, detail, suggestion);
    }

    /** Whether the node is there but says nothing: {@code key:}. */
    public boolean isNothing() {
        return node instanceof Node.Scalar scalar && scalar.value() == null;
    }

    /** The text of a scalar that is a text. */
    public Optional<String> text(String expected) {
        return scalarText(expected).filter(text -> {
            if (((Node.Scalar) node).value() instanceof String) {
                return true;
            }
            refuse(
                    "expected " + expected + ", found " + node.shape() + ": put it in quotes if it is meant as text",
                    null);
            return false;
        });
    }

    /** The text of any scalar but null, numbers and booleans as written. */
    public Optional<String> scalarText(String expected) {
        if (node instanceof Node.Scalar scalar && scalar.value() != null) {
            return Optional.of(scalar.text());
        }
        refuse("expected " + expected + ", found " + node.shape(), null);
        return Optional.empty();
    }

    /** A text that {@code read} understands; its IllegalArgumentException's message becomes the problem. */
    public <T> Optional<T> parsed(String expected, Function<String, T> read) {
        return scalarText(expected).flatMap(text -> {
            try {
                return Optional.of(read.apply(text));
            } catch (IllegalArgumentException wrong) {
                refuse(wrong.getMessage(), null);
                return Optional.empty();
            }
        });
    }

    /** A duration, {@code 5s}. */
    public Optional<Duration> duration() {
        return parsed("a duration like 5s or 10m", DurationText::parse);
    }

    /** An integer between the bounds, both inclusive. */
    public Optional<Integer> integer(int least, int most) {
        if (node instanceof Node.Scalar scalar
                && scalar.value() instanceof Long number
                && number >= least
                && number <= most) {
            return Optional.of(number.intValue());
        }
        refuse("expected a whole number from " + least + " to " + most + ", found " + node.shape(), null);
        return Optional.empty();
    }

    /** One of the words. */
    public Optional<String> oneOf(Collection<String> words) {
        String expected = "one of " + String.join(", ", words);
        return scalarText(expected).filter(text -> {
            if (words.contains(text)) {
                return true;
            }
            refuse("expected " + expected + ", found \"" + text + "\"", NearestName.suggestion(text, words));
            return false;
        });
    }

    /** The items of a list. */
    public Optional<List<NodeAt>> items(String expected) {
        if (node instanceof Node.Sequence sequence) {
            List<NodeAt> items = new ArrayList<>();
            for (Node item : sequence.items()) {
                items.add(new NodeAt(item, pointer + "/" + items.size(), problems));
            }
            return Optional.of(items);
        }
        refuse("expected " + expected + ", found " + node.shape(), null);
        return Optional.empty();
    }

    /** The items of a list, or the node itself where it stands alone. */
    public Optional<List<NodeAt>> oneOrMore(String expected) {
        Optional<List<NodeAt>> all = node instanceof Node.Sequence ? items(expected) : Optional.of(List.of(this));
        if (all.isPresent() && all.get().isEmpty()) {
            refuse("expected " + expected + ", found an empty list", null);
            return Optional.empty();
        }
        return all;
    }

    /** The entries of a mapping with any keys, in order. */
    public Optional<Map<String, NodeAt>> entries(String expected) {
        if (node instanceof Node.Mapping mapping) {
            Map<String, NodeAt> entries = new LinkedHashMap<>();
            for (Node.Entry entry : mapping.entries()) {
                entries.put(entry.key(), new NodeAt(entry.value(), pointer + "/" + escaped(entry.key()), problems));
            }
            return Optional.of(entries);
        }
        refuse("expected " + expected + ", found " + node.shape(), null);
        return Optional.empty();
    }

    /** Notes a problem with one key of this mapping, at the key. */
    public void refuseKey(String key, String detail, String suggestion) {
        Node.Entry entry = node instanceof Node.Mapping mapping ? mapping.entry(key) : null;
        if (entry == null) {
            refuse(detail, suggestion);
        } else {
            problems.add(new Problem(pointer + "/" + escaped(key), entry.line(), entry.column(), detail, suggestion));
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
