package dev.millrace.engine.io;

import static dev.millrace.engine.io.StageBench.text;
import static dev.millrace.engine.io.StageBench.until;
import static dev.millrace.engine.io.StageBench.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.step.Step;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions of what a task keeps, while it works. */
@Timeout(120)
class StateQueriesTest {

    private static final byte[] KEY = {'k'};

    @TempDir
    Path data;

    /** Counts events, and says how many. */
    private static final class Counting implements OperatorProvider, KeyedOperator {
        private KeyedState state;

        @Override
        public String operator() {
            return "filter";
        }

        @Override
        public KeyedOperator keyed(Step step, EventTime time) {
            return new Counting();
        }

        @Override
        public void open(KeyedState rows) {
            state = rows;
        }

        @Override
        public void onEvent(Event event, KeyedContext context) {
            Row row = state.find(KEY, 0, 1);
            if (row == null) {
                row = state.create(KEY, 0, 1, 4);
            }
            state.touch(row);
            ByteBuffer value = ByteBuffer.wrap(row.bytes());
            value.putInt(row.valueOffset(), value.getInt(row.valueOffset()) + 1);
        }

        @Override
        public void onTimer(Row row, KeyedContext context) {}

        @Override
        public byte[] describe(byte[] group) {
            Row row = state.find(group, 0, group.length);
            return utf8(row == null ? "[]" : "[" + ByteBuffer.wrap(row.bytes()).getInt(row.valueOffset()) + "]");
        }
    }

    /** The same with commits so rare that what is not committed yet would show. */
    private static Stage committedRarely(Stage stage) {
        return new Stage(
                stage.id(),
                stage.home(),
                stage.inputs(),
                stage.steps(),
                stage.keyed(),
                stage.rekey(),
                stage.output(),
                stage.deadLetter(),
                stage.delivery(),
                5_000);
    }

    @Test
    void answersHoldCommittedWorkAloneAndComeSoonFromAWorkerThatWaits() throws Exception {
        try (StageBench bench = new StageBench(data, new OperatorRegistry(List.of(new Counting())))) {
            Stage stage = committedRarely(bench.keyedStage("asked", Delivery.EXACTLY_ONCE));
            StageRunner runner = bench.start(stage, "one");
            until("the task is owned", () -> runner.query(0, KEY).isPresent());
            try (var producer = bench.producer(Map.of())) {
                producer.send(new ProducerRecord<>(stage.inputs().get(0).stream(), 0, KEY, utf8("{}")));
            }
            until("it counts", () -> ask(runner, KEY).equals("[1]"));
            long answered = System.nanoTime();
            until("it is committed", () -> committed(bench, stage) == 1);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answered))
                    .as("the commit was there, but for its markers")
                    .isLessThan(2_500);
            long began = System.nanoTime();
            for (int asked = 0; asked < 20; asked++) {
                assertThat(ask(runner, KEY)).isEqualTo("[1]");
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                    .as("a worker without work waits up to a second for events, but not with an answer")
                    .isLessThan(5_000);
            List<CompletionStage<StateAnswer>> many = new ArrayList<>();
            for (int asked = 0; asked < 60; asked++) {
                many.add(runner.query(0, KEY).orElseThrow());
            }
            for (CompletionStage<StateAnswer> asked : many) {
                assertThat(text(asked.toCompletableFuture()
                                .get(10, TimeUnit.SECONDS)
                                .windows()))
                        .isEqualTo("[1]");
            }
            assertThat(ask(runner, utf8("other"))).isEqualTo("[]");
            assertThat(runner.query(7, KEY)).as("not a task of this worker").isEmpty();
            bench.stop(runner, true);
            assertThat(runner.query(0, KEY)).as("nobody's task").isEmpty();
            assertThat(bench.failures).isEmpty();
        }
    }

    private static String ask(StageRunner runner, byte[] key) {
        try {
            CompletionStage<StateAnswer> asked = runner.query(0, key).orElseThrow();
            return text(asked.toCompletableFuture().get(10, TimeUnit.SECONDS).windows());
        } catch (ExecutionException unanswered) {
            return unanswered.getMessage();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static long committed(StageBench bench, Stage stage) {
        try {
            return bench.admin
                    .listConsumerGroupOffsets(stage.id())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(stage.inputs().get(0).stream(), 0))
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tooManyAreRefusedAndOneWakeIsEnoughForAll() {
        AtomicInteger wakes = new AtomicInteger();
        StateQueries queries = new StateQueries(wakes::incrementAndGet);
        List<CompletionStage<StateAnswer>> asked = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            asked.add(queries.ask(0, KEY));
        }
        assertThat(wakes.get()).isEqualTo(1);
        assertThat(asked.get(63).toCompletableFuture()).isNotDone();
        assertThat(asked.get(64).toCompletableFuture()).isCompletedExceptionally();
        queries.answer(List.of());
        assertThat(asked.get(15).toCompletableFuture()).as("the task has gone").isCompletedExceptionally();
        assertThat(asked.get(16).toCompletableFuture())
                .as("so many in one turn, events come between")
                .isNotDone();
        queries.close();
        assertThat(asked).allMatch(answer -> answer.toCompletableFuture().isCompletedExceptionally());
    }
}
