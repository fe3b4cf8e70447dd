package dev.millrace.model.expression;

import dev.cel.common.values.NullValue;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code meta}: what is known of an event besides its document. One evaluation, one thread. */
final class MetaView extends AbstractMap<String, Object> {

    /** What can be asked for. */
    static final List<String> NAMES = List.of("key", "time", "id", "headers");

    private final Event event;

    MetaView(Event event) {
        this.event = event;
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && NAMES.contains(name);
    }

    @Override
    public Object get(Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        return switch (name) {
            case "key" -> event.key() == null || event.key().length == 0 ? NullValue.NULL_VALUE : text(event.key());
            case "time" -> Instant.ofEpochMilli(event.timeMillis());
            case "id" -> id();
            case "headers" -> headers();
            default -> null;
        };
    }

    /** The CloudEvents id (in the binding for Kafka), else stream, partition and offset. */
    private Object id() {
        if (event.origin() == null) {
            return NullValue.NULL_VALUE;
        }
        byte[] cloudEventsId = event.origin().headers().get("ce_id");
        return cloudEventsId == null ? event.origin().id() : text(cloudEventsId);
    }

    private Map<String, Object> headers() {
        Map<String, Object> all = new LinkedHashMap<>();
        EventHeaders headers =
                event.origin() == null ? EventHeaders.NONE : event.origin().headers();
        for (String name : headers.names()) {
            byte[] value = headers.get(name);
            all.put(name, value == null ? NullValue.NULL_VALUE : text(value));
        }
        return all;
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        NAMES.forEach(name -> all.put(name, get(name)));
        return all.entrySet();
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
