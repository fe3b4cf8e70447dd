package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The table itself must be able to fail. */
class KeyedTableTest {

    private static final byte[] KEY = {1};

    /** Counts events in a row, and, where the event says so, with a defect. */
    public static final class Counter implements OperatorProvider, KeyedOperator {
        private int inMemory;

        @Override
        public String operator() {
            return "aggregate";
        }

        @Override
        public KeyedOperator keyed(Step step, EventTime time) {
            return new Counter();
        }

        @Override
        public void open(KeyedState state) {}

        @Override
        public void onEvent(Event event, KeyedContext context) {
            String text = new String(event.value(), StandardCharsets.UTF_8);
            if (text.contains("late")) {
                context.late(new Lateness(1, 2, 3, false));
                return;
            }
            KeyedState state = context.state();
            Row row = state.find(KEY, 0, 1);
            if (row == null) {
                row = state.create(KEY, 0, 1, 1);
            } else if (!text.contains("untouched")) {
                state.touch(row);
            }
            int count = ++row.bytes()[row.valueOffset()];
            inMemory++;
            state.setTimer(row, event.timeMillis());
            tell(text.contains("memory") ? inMemory : count, event, context);
        }

        private static void tell(int count, Event event, KeyedContext context) {
            byte[] document = ("{\"n\":" + count + "}").getBytes(StandardCharsets.UTF_8);
            context.emit(new Event(document, null, 0, event.op(), context.origin()));
        }

        @Override
        public void onTimer(Row row, KeyedContext context) {
            context.emit(new Event(new byte[] {'t'}, null, 0, dev.millrace.model.event.Op.INSERT, context.origin()));
        }
    }

    private static KeyedTable table() {
        return KeyedTable.of("aggregate: {window: {tumbling: 1s}, compute: {n: count()}}");
    }

    private static List<String> failing(Stream<DynamicTest> tests) {
        return tests.filter(test -> {
                    try {
                        test.getExecutable().execute();
                        return false;
                    } catch (Throwable failure) {
                        return true;
                    }
                })
                .map(DynamicTest::getDisplayName)
                .toList();
    }

    @Test
    void an_operator_that_keeps_to_its_rows_passes_in_every_mode() {
        assertThat(failing(table().in(5, "{}", List.of("insert {\"n\":1}"), "first")
                        .in(7, "{}", List.of("insert {\"n\":2}"), "second")
                        .watermark(6, List.of(), "the timer was moved")
                        .watermark(7, List.of("insert t"), "due")
                        .late(1, "{\"late\":1}", "late by 1 of [2, 3)", "late")
                        .tests()))
                .isEmpty();
    }

    @Test
    void what_is_kept_outside_rows_is_found_by_restoring_and_taking_back() {
        assertThat(failing(table().in(5, "{\"memory\":1}", List.of("insert {\"n\":1}"), "first")
                        .in(5, "{\"memory\":1}", List.of("insert {\"n\":2}"), "second")
                        .tests()))
                .containsExactly("all rows, restored", "all rows, taken back");
    }

    @Test
    void a_change_without_touch_is_found_by_taking_back() {
        assertThat(failing(table().in(5, "{}", List.of("insert {\"n\":1}"), "first")
                        .in(5, "{\"untouched\":1}", List.of("insert {\"n\":2}"), "second")
                        .tests()))
                .containsExactly("all rows, taken back");
    }

    @Test
    void each_kind_of_wrong_expectation_fails() {
        assertThat(failing(table().in(5, "{}", "nothing").tests())).hasSize(4);
        assertThat(failing(table().deadLetter(5, "{}", "x", "failed").tests())).hasSize(4);
        assertThat(failing(table().late(5, "{\"late\":1}", "late by 2 of [2, 3)", "late")
                        .tests()))
                .hasSize(4);
        assertThat(failing(table().watermark(5, List.of("insert t"), "due").tests()))
                .hasSize(4);
    }
}
