package dev.millrace.engine.task;

import dev.millrace.engine.chain.ChainOutput;
import dev.millrace.engine.chain.StepChain;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.engine.operator.Turn;
import dev.millrace.engine.operator.Waiting;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.engine.time.TaskTime;
import dev.millrace.engine.time.TimeStatus;
import dev.millrace.engine.time.TimeText;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Origin;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.step.KeyedSettings;
import dev.millrace.model.step.Step;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * One task without its driver: steps, state and time, events and markers in, results out. What it did since the last commit can be undone.
 * One thread.
 */
public final class Task {

    private static final int TIME_ROOM = 16 << 10;

    private final TaskOutput output;
    private final Clock clock;
    private final TaskTime time;
    private final StepChain chain;
    private final KeyedLink keyed;
    private final RekeyLink rekey;
    private final long lagMillis;
    private byte[] committedTime;
    private byte[] timeUnderWay;
    private long tellable = Long.MIN_VALUE;

    /**
     * @param input the stream whose partition the task reads
     * @param clock the wall clock
     */
    public Task(Stage stage, StreamRef input, OperatorRegistry operators, TaskOutput output, Clock clock) {
        this.output = output;
        this.clock = clock;
        List<Step> steps = stage.steps();
        int at = stage.keyed() == null ? steps.size() : stage.keyed().step();
        this.time = at < steps.size() && byClock(steps.get(at))
                ? TaskTime.byClock()
                : TaskTime.of(input, stage.keyed() != null);
        this.lagMillis = at < steps.size() ? lagMillis(steps.get(at)) : 0;
        this.rekey = stage.rekey() == null
                ? null
                : new RekeyLink(stage.rekey(), operators.rekey(stage.rekey()), time, output);
        TaskOutput end = rekey == null ? output : rekey;
        if (stage.keyed() == null) {
            this.keyed = null;
            this.chain = chain(steps, operators, end);
        } else {
            Step step = steps.get(at);
            StepChain after = chain(steps.subList(at + 1, steps.size()), operators, end);
            this.keyed = new KeyedLink(step, operators.keyed(step, stage.keyed().time()), time, after, output, clock);
            this.chain = chain(steps.subList(0, at), operators, keyed);
        }
        this.committedTime = time.encode(TIME_ROOM);
    }

    private static StepChain chain(List<Step> steps, OperatorRegistry operators, ChainOutput output) {
        return new StepChain(steps, steps.stream().map(operators::create).toList(), output);
    }

    private static boolean byClock(Step step) {
        return step.settings() instanceof KeyedSettings settings && settings.byClock();
    }

    private static long lagMillis(Step step) {
        return step.settings() instanceof KeyedSettings settings
                ? settings.lag().toMillis()
                : 0;
    }

    /** Begins, with rows and time as they were restored; empty and at the beginning of time without. */
    public void open(byte[] restoredTime) {
        if (restoredTime != null) {
            time.decode(restoredTime);
            committedTime = restoredTime;
        }
        tellable = fired();
        if (keyed != null) {
            keyed.open();
        }
    }

    /** Takes one event. Whatever is due must have fired before. */
    public void event(Event event) {
        if (!time.event(event.timeMillis(), event.origin().arrivalMillis())) {
            output.deadLetter(event, null, new Failure(tooFarAhead(event), 0, 0));
            return;
        }
        if (keyed == null) {
            chain.process(event);
        } else {
            keyed.process(event, chain);
        }
    }

    private static String tooFarAhead(Event event) {
        long arrival = event.origin().arrivalMillis();
        return "the event's time " + Instant.ofEpochMilli(event.timeMillis()) + " lies "
                + TimeText.length(event.timeMillis() - arrival) + " ahead of its arrival at "
                + Instant.ofEpochMilli(arrival)
                + ", more than the stream's maxAhead allows; it would have closed windows before their time";
    }

    /** Takes a partial result that the tasks before the repartition topic made of several events. */
    public void partial(byte[] partial, Origin origin) {
        keyed.partial(partial, origin);
    }

    /** Lets out what is kept to be combined; to be called before each commit. */
    public void flush() {
        if (rekey != null) {
            rekey.flush();
        }
    }

    /** Rows that wait for the next commit to be written. */
    public int dirty() {
        return (keyed == null ? 0 : keyed.state().dirty()) + (rekey == null ? 0 : rekey.kept());
    }

    /** Takes a watermark marker. Whatever is due must have fired before. */
    public void marker(WatermarkMarker marker) {
        time.marker(marker);
    }

    /** Whether a timer may be due. */
    public boolean isDue() {
        return keyed != null && keyed.state().mayBeDue(time.watermark());
    }

    /**
     * Fires timers that are due.
     *
     * @param most how many at most
     */
    public void fire(int most) {
        for (int fired = 0; fired < most && isDue(); fired++) {
            Row row = keyed.state().takeDue(time.watermark());
            if (row == null) {
                break;
            }
            keyed.timer(row);
        }
        tellable = Math.max(tellable, fired());
    }

    /**
     * Looks at the clocks.
     *
     * @param nowNanos monotonic
     * @param caughtUp a fetch has reached the input's end and nothing waits
     */
    public void tick(long nowNanos, boolean caughtUp) {
        seeTime();
        long latest = keyed == null ? Row.NO_TIMER : keyed.state().latestTimer();
        time.tick(nowNanos, clock.millis(), caughtUp, latest);
    }

    /** Whether a time asked for by the stateful step has come. */
    public boolean isAwake() {
        return keyed != null && keyed.wakeMillis() <= clock.millis();
    }

    /** Tells the stateful step that the time it asked for has come. */
    public void wake() {
        keyed.wake();
    }

    /** In how many milliseconds the task wants to look at the clocks again; at least 1. */
    public long patienceMillis(long most) {
        long wait = most;
        if (keyed != null) {
            if (keyed.wakeMillis() != Long.MAX_VALUE) {
                wait = Math.min(wait, keyed.wakeMillis() - clock.millis());
            }
            long timer = keyed.state().firstTimer();
            if ((time.isAdvancing() || keyed.isByClock()) && timer != Row.NO_TIMER) {
                wait = Math.min(wait, timer - time.watermark());
            }
        }
        return Math.max(1, wait);
    }

    /** Whether the task's time is the wall clock's. */
    public boolean isByClock() {
        return time.isByClock();
    }

    /** The task's rows; null for a task without state. */
    public KeyedState state() {
        return keyed == null ? null : keyed.state();
    }

    /**
     * What to tell readers of this task's output of its time. Where the clock alone moves time, readers are told when that has closed a window,
     * not at each tick.
     */
    public WatermarkMarker.Entry mark(int number) {
        seeTime();
        boolean timers = keyed != null && keyed.state().firstTimer() != Row.NO_TIMER;
        return new WatermarkMarker.Entry(number, time.status(timers), tellable);
    }

    private void seeTime() {
        if (!time.isByClock() && !time.isAdvancing()) {
            tellable = Math.max(tellable, fired());
        }
    }

    /** How far time has come in what was emitted: a result that has not fired yet has a time before its timer's, by the step's lag at most. */
    private long fired() {
        long first = keyed == null ? Row.NO_TIMER : keyed.state().firstTimer();
        long reached = first == Row.NO_TIMER ? time.watermark() : Math.min(time.watermark(), first - 1);
        if (reached == WatermarkMarker.END_OF_TIME) {
            return reached;
        }
        return reached < Long.MIN_VALUE + lagMillis ? Long.MIN_VALUE : reached - lagMillis;
    }

    public TimeStatus time() {
        return time.report();
    }

    public Waiting waiting() {
        return keyed == null ? Waiting.NOTHING : keyed.waiting();
    }

    /** What is kept of a group, as {@link dev.millrace.engine.operator.KeyedOperator#describe} says it; of a task with state. */
    public byte[] describe(byte[] group) {
        return keyed.describe(group);
    }

    /** What the rows of a group wait for, as {@link dev.millrace.engine.operator.KeyedOperator#turns} says it; of a task with state. */
    public List<Turn> turns(byte[] group) {
        return keyed.turns(group);
    }

    /** How far time has come, to be stored with the offsets, in at most about {@code room} bytes. */
    public byte[] encodedTime(int room) {
        return time.encode(room);
    }

    /** All that was done until now belongs to a commit that begins; another may not be under way. */
    public void committing() {
        timeUnderWay = time.encode(TIME_ROOM);
        if (keyed != null) {
            keyed.state().committing();
        }
    }

    /** The commit that is under way has happened. */
    public void committed() {
        committedTime = timeUnderWay;
        if (keyed != null) {
            keyed.state().committed();
        }
    }

    /** All that was done since the last commit that happened is undone. */
    public void undo() {
        time.decode(committedTime);
        tellable = Long.MIN_VALUE;
        if (rekey != null) {
            rekey.forget();
        }
        if (keyed != null) {
            keyed.state().undo();
            keyed.open();
        }
    }
}
