package dev.millrace.model.expression;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonMembers;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object as a map, read from its bytes at each question: asking for one member builds nothing else. Where a name stands twice, the
 * last one counts. One evaluation, one thread.
 */
final class ObjectView extends AbstractMap<String, Object> implements JsonView {

    private final byte[] document;
    private final int from;
    private final int to;
    private String lastName;
    private long lastFound;

    /** @param from where the opening brace stands; {@code to} is past the closing one */
    ObjectView(byte[] document, int from, int to) {
        this.document = document;
        this.from = from;
        this.to = to;
    }

    /** Where a member's value stands: a {@link Slice}. */
    long find(String name) {
        if (!name.equals(lastName)) {
            try {
                lastFound = JsonScan.member(document, from, name.getBytes(StandardCharsets.UTF_8));
            } catch (MalformedJsonException broken) {
                throw UnusableValueException.notJson(broken);
            }
            lastName = name;
        }
        return lastFound;
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && find(name) != Slice.ABSENT;
    }

    @Override
    public Object get(Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        long found = find(name);
        return found == Slice.ABSENT ? null : JsonValue.decode(document, found);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> members = new LinkedHashMap<>();
        JsonMembers walk = new JsonMembers(document, from);
        while (walk.next()) {
            members.put(walk.name(), JsonValue.decode(document, Slice.of(walk.valueFrom(), walk.valueTo())));
        }
        return members.entrySet();
    }

    @Override
    public void writeTo(ByteSink out) {
        out.put(document, from, to);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
