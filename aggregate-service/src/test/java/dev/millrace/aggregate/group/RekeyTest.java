package dev.millrace.aggregate.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.model.document.SourceMap;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RekeyTest {

    private static final GroupKey GROUPS = new GroupKey(List.of(
            new GroupField("a", Expression.ofField(FieldPath.parse("a"), SourceMap.at(1, 1))),
            new GroupField("b", Expression.compile("x * 1.5", 2, 3, Scope.OPEN))));

    private static Event event(String json) {
        return new Event(json.getBytes(StandardCharsets.UTF_8), new byte[] {9}, 5, Op.RETRACT, null);
    }

    /** Notes what comes out. */
    private static final class Notes implements RekeyContext {
        private final List<Event> events = new ArrayList<>();
        private Failure failure;

        @Override
        public void emit(Event event) {
            events.add(event);
        }

        @Override
        public void drop(DropReason reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void deadLetter(Failure why) {
            failure = why;
        }

        @Override
        public long watermarkMillis() {
            return 0;
        }

        @Override
        public long doubtMillis() {
            return 0;
        }

        @Override
        public void partial(byte[] key, byte[] partial) {
            throw new AssertionError("nothing is combined here");
        }
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"x\",\"x\":2} | \"x\",3 | a decimal that is whole",
                "{\"x\":1,\"a\":1.50} | 1.5,1.5 | no zeros at the end",
                "{\"a\":-0} | 0,null | an expression without its field is null",
                "{\"a\":-12,\"x\":null} | -12,null | below zero",
                "{\"a\":12345678901234567890} | 12345678901234567890,null | more than a long",
                "{\"a\":1e3} | 1000,null | an exponent",
                "{\"a\":\"\\u00e9\\\"\"} | \"é\\\"\",null | escapes only where JSON demands them"
            })
    void keys(String json, String key, String reason) {
        assertThat(new String(GROUPS.of(event(json)), StandardCharsets.UTF_8)).isEqualTo(key);
    }

    @Test
    void an_event_changes_its_key_alone() {
        Notes notes = new Notes();
        Event event = event("{\"a\":1,\"x\":1}");
        new Rekey(GROUPS).onEvent(event, notes);

        assertThat(notes.events).hasSize(1);
        Event out = notes.events.get(0);
        assertThat(out.key()).isEqualTo("1,1.5".getBytes(StandardCharsets.UTF_8));
        assertThat(out.value()).isSameAs(event.value());
        assertThat(out.timeMillis()).isEqualTo(5);
        assertThat(out.op()).isEqualTo(Op.RETRACT);
        assertThat(event.key()).containsExactly(9);
    }

    @Test
    void an_event_without_a_group_fails_here_already() {
        Notes notes = new Notes();
        new Rekey(GROUPS).onEvent(event("{\"a\":1,\"x\":\"text\"}"), notes);

        assertThat(notes.events).isEmpty();
        assertThat(notes.failure.detail()).contains("x is \"text\"");
        assertThat(notes.failure.line()).isEqualTo(2);
        assertThat(notes.failure.column()).isEqualTo(5);
    }
}
