package dev.millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.testkit.StepText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However many windows an event is in, it changes one row: counted between two commits. */
class OneRowPerEventTest {

    private static final Origin ORIGIN = new Origin("in", 0, 0, 0, EventHeaders.NONE);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{tumbling: 10s}                | 1",
                "{hopping: 10s, every: 5s}      | 1",
                "{hopping: 10s, every: 1s}      | 1",
                "{hopping: 10s, every: 10ms}    | 1",
                "{cumulate: 10s, every: 10ms}   | 1",
                "{lookback: 10s}                | 1",
                "{session: 10s}                 | 1",
                "{count: 1000000, every: 1000}  | 1"
            })
    void rowsChangedByAnEvent(String window, int rows) {
        KeyedState state = new KeyedState();
        KeyedOperator operator = new AggregateProvider()
                .keyed(
                        StepText.read("aggregate:\n  window: " + window + "\n  compute: {n: count(), s: sum(x)}\n"),
                        null);
        operator.open(state);
        Context context = new Context(state);
        byte[] event = "{\"x\":1}".getBytes(StandardCharsets.UTF_8);
        operator.onEvent(new Event(event, null, 1_000, Op.INSERT, ORIGIN), context);
        for (int i = 0; i < 100; i++) {
            state.committing();
            state.committed();
            operator.onEvent(new Event(event, null, 1_000, Op.INSERT, ORIGIN), context);
            assertThat(state.dirty()).isEqualTo(rows);
        }
        assertThat(context.calls).as("results, late events, failures").isZero();
    }

    /** Nothing is late, nothing is told. */
    private static final class Context implements KeyedContext {

        private final KeyedState state;
        private int calls;

        Context(KeyedState state) {
            this.state = state;
        }

        @Override
        public KeyedState state() {
            return state;
        }

        @Override
        public long watermarkMillis() {
            return 0;
        }

        @Override
        public boolean idleAdvanced(long timeMillis) {
            return false;
        }

        @Override
        public long clockMillis() {
            return 0;
        }

        @Override
        public Origin origin() {
            return ORIGIN;
        }

        @Override
        public void late(Lateness lateness) {
            calls++;
        }

        @Override
        public void evicted(Eviction reason) {
            calls++;
        }

        @Override
        public void deadLetter(byte[] document, Failure failure) {
            calls++;
        }

        @Override
        public void deadLetter(Event result, Failure failure) {
            calls++;
        }

        @Override
        public void deadLetter(Failure failure) {
            calls++;
        }

        @Override
        public void wakeAt(long clockMillis) {
            calls++;
        }

        @Override
        public void emit(Event event) {
            calls++;
        }

        @Override
        public void drop(DropReason reason) {
            calls++;
        }
    }
}
