package dev.millrace.engine.io;

import static dev.millrace.engine.io.StageBench.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each delivery makes of a worker that loses its transaction after it has processed events and before it has committed them. */
@Timeout(90)
class DeliveryTest {

    /** So long that the test acts before the worker commits. */
    private static final long INTERVAL_MILLIS = 4_000;

    private static final int EVENTS = 100;
    /** Of the numbers below 100 the odd ones pass, but for 13. */
    private static final int RESULTS = 49;

    @TempDir
    static Path data;

    private static StageBench bench;

    @BeforeAll
    static void startBroker() {
        bench = new StageBench(data.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        bench.close();
    }

    private static Map<String, Long> results(String topic, int count) {
        return bench.read(topic, count).stream()
                .collect(Collectors.groupingBy(record -> text(record.value()), Collectors.counting()));
    }

    private static StageRunner processed(Stage stage) {
        StageRunner runner = bench.start(stage, "one");
        StageBench.until("it owns its partitions", () -> runner.tasks().size() == StageBench.PARTITIONS);
        bench.push(stage, 0, EVENTS);
        StageBench.until(
                "all is processed",
                () -> runner.tasks().stream().mapToLong(TaskStatus::read).sum() == EVENTS);
        return runner;
    }

    private static void fence(Stage stage) throws Exception {
        bench.admin.fenceProducers(List.of(stage.id() + "_one_0")).all().get();
    }

    @Test
    void atLeastOnceResultsAreSeenBeforeTheCommitAndRepeatWithoutIt() throws Exception {
        Stage stage = bench.stage("least", Delivery.AT_LEAST_ONCE, INTERVAL_MILLIS);
        StageRunner runner = processed(stage);
        assertThat(results("least-out", RESULTS)).hasSize(RESULTS).containsValue(1L);
        fence(stage);
        assertThat(results("least-out", 2 * RESULTS))
                .hasSize(RESULTS)
                .allSatisfy((value, count) -> assertThat(count).as(value).isEqualTo(2));
        bench.stop(runner, true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"EXACTLY_ONCE", "AT_MOST_ONCE"})
    void otherwiseResultsWaitForTheCommitAndNeverRepeat(Delivery delivery) throws Exception {
        String pipeline = delivery.word();
        Stage stage = bench.stage(pipeline, delivery, INTERVAL_MILLIS);
        StageRunner runner = processed(stage);
        assertThat(results(pipeline + "-out", 0))
                .as("nothing before the commit")
                .isEmpty();
        fence(stage);
        assertThat(results(pipeline + "-out", RESULTS))
                .hasSize(RESULTS)
                .allSatisfy((value, count) -> assertThat(count).as(value).isEqualTo(1));
        bench.stop(runner, true);
    }
}
