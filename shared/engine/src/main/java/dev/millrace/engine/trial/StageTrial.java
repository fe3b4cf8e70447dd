package dev.millrace.engine.trial;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.state.Row;
import dev.millrace.engine.task.Task;
import dev.millrace.engine.task.TaskOutput;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Origin;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a stage's real tasks on given events, without Kafka, on a clock that stands at the time of the event at hand: what a pipeline's {@code
 * tests:} rest on. One task for each input. One thread.
 */
public final class StageTrial {

    /** What a stage reads and writes: events, and in between how far time has come. */
    public sealed interface Item {
        /** The stream it is in. */
        String stream();

        record Arrival(String stream, Event event) implements Item {}

        record Mark(String stream, WatermarkMarker marker) implements Item {}

        record Partial(String stream, byte[] partial) implements Item {}
    }

    /**
     * An event that failed.
     *
     * @param step the step's id; null when it failed before the first
     */
    public record DeadLetter(byte[] value, String step, Failure failure) {}

    /**
     * What came of the events.
     *
     * @param output in order
     * @param deadLetters in order
     * @param late in order
     */
    public record Outcome(List<Item> output, List<DeadLetter> deadLetters, List<Event> late) {}

    /** One input's task and what it said last of its time. */
    private static final class Trial {
        private final Task task;
        private final int number;
        private WatermarkMarker.Entry told;

        Trial(Task task, int number) {
            this.task = task;
            this.number = number;
        }
    }

    private final Stage stage;
    private final Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final TrialClock clock = new TrialClock();
    private final Map<String, Trial> tasks = new LinkedHashMap<>();

    private StageTrial(Stage stage, int writers, OperatorRegistry operators) {
        this.stage = stage;
        int number = 0;
        for (StreamRef input : stage.inputs()) {
            StreamRef alone = new StreamRef(
                    input.stream(), input.topicId(), 1, input.key(), input.time(), input.watermark(), writers);
            Task task = new Task(stage, alone, operators, new Collector(), clock);
            task.open(null);
            tasks.put(input.stream(), new Trial(task, number++));
        }
    }

    /**
     * Passes the items through the stage, in the order given.
     *
     * @param writers how many tasks the trial of the stage before had; 0 when there is none
     */
    public static Outcome run(Stage stage, List<Item> items, int writers, OperatorRegistry operators) {
        StageTrial trial = new StageTrial(stage, writers, operators);
        items.forEach(trial::take);
        trial.tasks.values().forEach(trial::runOut);
        return trial.outcome;
    }

    private void take(Item item) {
        Trial trial = tasks.get(item.stream());
        if (trial == null) {
            return;
        }
        if (item instanceof Item.Arrival arrival) {
            clock.moveTo(arrival.event().timeMillis());
            letTimePass(trial);
            trial.task.event(arrival.event());
        } else if (item instanceof Item.Mark mark) {
            trial.task.marker(mark.marker());
        } else if (item instanceof Item.Partial partial) {
            trial.task.partial(partial.partial(), new Origin(item.stream(), 0, 0, clock.millis(), EventHeaders.NONE));
        }
        settle(trial);
        tell(trial);
    }

    private void letTimePass(Trial trial) {
        trial.task.tick(0, false);
        settle(trial);
        if (trial.task.isAwake()) {
            trial.task.wake();
        }
    }

    private static void settle(Trial trial) {
        while (trial.task.isDue()) {
            trial.task.fire(Integer.MAX_VALUE);
        }
    }

    /** Time by the clock goes on until nothing waits for it. */
    private void runOut(Trial trial) {
        while (trial.task.state() != null
                && trial.task.isByClock()
                && trial.task.state().latestTimer() != Row.NO_TIMER) {
            clock.moveTo(trial.task.state().firstTimer());
            letTimePass(trial);
        }
        tell(trial);
    }

    private void tell(Trial trial) {
        trial.task.flush();
        WatermarkMarker.Entry entry = trial.task.mark(trial.number);
        if (stage.output().writers() > 0 && !entry.equals(trial.told)) {
            trial.told = entry;
            outcome.output.add(new Item.Mark(stage.output().stream(), new WatermarkMarker(List.of(entry))));
        }
    }

    private final class Collector implements TaskOutput {
        @Override
        public void results(Event event, List<Event> results) {
            results.forEach(result -> outcome.output.add(new Item.Arrival(stage.output().stream(), result)));
        }

        @Override
        public void deadLetter(Event event, Step step, Failure failure) {
            outcome.deadLetters.add(new DeadLetter(event.value(), step == null ? null : step.id(), failure));
        }

        @Override
        public void late(Event event, Step step, Lateness lateness) {
            outcome.late.add(event);
        }

        @Override
        public void partial(byte[] key, byte[] partial) {
            outcome.output.add(new Item.Partial(stage.output().stream(), partial));
        }

        @Override
        public void evicted(Step step, Eviction reason) {}

        @Override
        public void dropped(Step step, DropReason reason) {}
    }
}
