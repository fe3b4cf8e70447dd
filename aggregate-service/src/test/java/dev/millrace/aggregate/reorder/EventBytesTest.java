package dev.millrace.aggregate.reorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event that is held comes back as it was. */
class EventBytesTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Event again(Event event) {
        ByteSink out = new ByteSink(16).put("before");
        EventBytes.write(event, out);
        return EventBytes.read(out.array(), "before".length(), out.length(), event.timeMillis());
    }

    @Test
    void everything_comes_back() {
        EventHeaders headers = new EventHeaders() {
            @Override
            public byte[] get(String name) {
                return name.equals("empty") ? null : utf8("of " + name);
            }

            @Override
            public List<String> names() {
                return List.of("ce-id", "empty", "länge");
            }
        };
        Origin origin = new Origin("läden", 3, 1L << 40, -5, headers);
        Event event = again(new Event(utf8("{\"a\":1}"), utf8("k"), -7, Op.RETRACT, origin));
        assertThat(event.value()).isEqualTo(utf8("{\"a\":1}"));
        assertThat(event.key()).isEqualTo(utf8("k"));
        assertThat(event.timeMillis()).isEqualTo(-7);
        assertThat(event.op()).isEqualTo(Op.RETRACT);
        assertThat(event.origin().id()).isEqualTo("läden/3/1099511627776");
        assertThat(event.origin().arrivalMillis()).isEqualTo(-5);
        assertThat(event.origin().headers().names()).containsExactly("ce-id", "empty", "länge");
        assertThat(event.origin().headers().get("länge")).isEqualTo(utf8("of länge"));
        assertThat(event.origin().headers().get("empty")).isNull();
    }

    @Test
    void no_key_and_an_empty_one_differ() {
        Origin origin = new Origin("s", 0, 0, 0, EventHeaders.NONE);
        assertThat(again(new Event(utf8("{}"), null, 0, Op.INSERT, origin)).key())
                .as("a stream without a key")
                .isNull();
        assertThat(again(new Event(utf8("{}"), new byte[0], 0, Op.INSERT, origin))
                        .key())
                .as("an event that lacks it")
                .isEmpty();
    }
}
