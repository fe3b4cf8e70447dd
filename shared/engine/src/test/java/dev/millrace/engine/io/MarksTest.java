package dev.millrace.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.io.delivery.ImmediateOutputs;
import dev.millrace.engine.io.delivery.OutputRecords;
import dev.millrace.engine.io.delivery.Outputs;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What readers are told counts as told only once the commit that told it has happened. */
class MarksTest {

    private static final StreamRef IN = new StreamRef("in", "id", 1, null, null);
    private static final StreamRef OUT = new StreamRef("out", "id", 1, null, null).writtenBy(1);
    private static final StageClock CLOCK = new StageClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Outputs outputs = new ImmediateOutputs(producer);

    private final Stage stage = new Stage(
            "millrace.p_a_1",
            "transform-service",
            List.of(IN, new StreamRef("also", "id", 1, null, null)),
            List.of(),
            null,
            null,
            OUT,
            OUT,
            Delivery.EXACTLY_ONCE,
            30);
    private final OutputRecords records = new OutputRecords(stage, CLOCK.wall());
    private final Marks marks = new Marks(OUT, records, outputs, CLOCK);
    private final StageTask first = task(IN);
    private final StageTask second = task(stage.inputs().get(1));

    private StageTask task(StreamRef input) {
        return new StageTask(stage, input, 0, new OperatorRegistry(List.of()), records, outputs, null, CLOCK);
    }

    /** The tasks that are told to be awake when both give a result. */
    private List<Integer> woken() {
        producer.clear();
        marks.wake(first);
        marks.wake(second);
        return producer.history().stream()
                .map(record -> record.headers().lastHeader(RecordHeaders.MARK).value())
                .flatMap(mark -> WatermarkMarker.decode(mark).entries().stream())
                .map(WatermarkMarker.Entry::task)
                .toList();
    }

    @Test
    void isToldOnce() {
        assertThat(woken()).containsExactly(0, 1);
        assertThat(woken()).isEmpty();
    }

    @Test
    void isToldAgainWhenItsCommitWasAborted() {
        marks.wake(first);
        marks.committing();
        marks.committed();
        marks.wake(second);
        marks.committing();
        marks.undone();
        assertThat(woken()).containsExactly(1);
    }

    @Test
    void isToldAgainWhenTheCommitBeforeItsOwnWasAborted() {
        marks.committing();
        marks.wake(first);
        marks.undone();
        assertThat(woken()).containsExactly(0, 1);
    }

    @Test
    void whatWasToldSinceTheCommitBeganIsNotCommittedWithIt() {
        marks.wake(first);
        marks.committing();
        marks.wake(second);
        marks.committed();
        marks.undone();
        assertThat(woken()).containsExactly(1);
    }

    @Test
    void isToldByTheNextOwnerAgain() {
        woken();
        marks.committing();
        marks.forget(0);
        marks.committed();
        assertThat(woken()).containsExactly(0);
    }
}
