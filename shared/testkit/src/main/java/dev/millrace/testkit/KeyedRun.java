package dev.millrace.testkit;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Eviction;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.KeyedContext;
import dev.millrace.engine.operator.KeyedOperator;
import dev.millrace.engine.operator.Lateness;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.step.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** One task of a stateful step, driven by hand: events, watermarks and the clock in, outcomes out. One thread. */
final class KeyedRun implements KeyedContext {

    private static final long NEVER = Long.MAX_VALUE;

    private Step step;
    private final EventTime time;
    private final boolean byClock;
    private final List<Event> emitted = new ArrayList<>();
    private KeyedState state = new KeyedState();
    private KeyedOperator operator;
    private long watermark = Long.MIN_VALUE;
    private long idleFrom = NEVER;
    private long clock;
    private long wakeAt = NEVER;
    private long offset;
    private Origin origin;
    private String late;
    private String deadLetter;
    private DropReason dropped;
    private Map<Eviction, Integer> evicted = new EnumMap<>(Eviction.class);

    KeyedRun(Step step, EventTime time, boolean byClock) {
        this.step = step;
        this.time = time;
        this.byClock = byClock;
        this.operator = create(step, time);
        operator.open(state);
    }

    private static KeyedOperator create(Step step, EventTime time) {
        for (OperatorProvider provider : ServiceLoader.load(OperatorProvider.class)) {
            if (provider.operator().equals(step.operator())) {
                return provider.keyed(step, time);
            }
        }
        throw new AssertionError("no provider of \"" + step.operator() + "\" is named in META-INF/services/"
                + OperatorProvider.class.getName());
    }

    KeyedOutcome event(Op op, long timeMillis, String json) {
        begin();
        origin = new Origin("in", 0, offset++, 0, EventHeaders.NONE);
        byte[] document = json.getBytes(StandardCharsets.UTF_8);
        operator.onEvent(new Event(document, null, timeMillis, op, origin), this);
        if (!new String(document, StandardCharsets.UTF_8).equals(json)) {
            throw new AssertionError("the event that came in was written to");
        }
        if ((late != null || deadLetter != null || dropped != null) && !emitted.isEmpty()) {
            throw new AssertionError("an event that ended late, failed or was dropped has results");
        }
        return outcome();
    }

    KeyedOutcome partial(byte[] partial) {
        begin();
        operator.onPartial(partial, this);
        return outcome();
    }

    KeyedOutcome watermark(long to, boolean idle) {
        return inOrder(to, idle).sorted();
    }

    /** As {@link #watermark}, the results in the order in which they were told. */
    KeyedOutcome inOrder(long to, boolean idle) {
        begin();
        if (idle && idleFrom == NEVER) {
            idleFrom = watermark;
        } else if (!idle) {
            idleFrom = NEVER;
        }
        watermark = Math.max(watermark, to);
        fire();
        return outcome();
    }

    KeyedOutcome clock(long to) {
        begin();
        clock = to;
        if (byClock) {
            watermark = Math.max(watermark, to);
            fire();
        }
        if (wakeAt <= clock) {
            wakeAt = NEVER;
            operator.onClock(this);
        }
        return outcome().sorted();
    }

    private void begin() {
        emitted.clear();
        late = null;
        deadLetter = null;
        dropped = null;
        origin = new Origin("in", 0, offset, 0, EventHeaders.NONE);
    }

    private void fire() {
        for (Row row = state.takeDue(watermark); row != null; row = state.takeDue(watermark)) {
            operator.onTimer(row, this);
        }
    }

    private KeyedOutcome outcome() {
        List<String> results = emitted.stream()
                .map(event -> event.op().name().toLowerCase(java.util.Locale.ROOT) + " "
                        + new String(event.value(), StandardCharsets.UTF_8))
                .toList();
        return new KeyedOutcome(results, late, deadLetter, dropped);
    }

    /** What is there becomes what an undo goes back to. */
    void commit() {
        state.committing();
        state.committed();
    }

    /** What is to be put back besides rows. */
    record Mark(long watermark, long idleFrom, long clock, long offset, Map<Eviction, Integer> evicted) {}

    Mark mark() {
        return new Mark(watermark, idleFrom, clock, offset, new EnumMap<>(evicted));
    }

    /** Goes back to the last commit, where the mark was taken. */
    void undo(Mark mark) {
        state.undo();
        watermark = mark.watermark;
        idleFrom = mark.idleFrom;
        clock = mark.clock;
        offset = mark.offset;
        evicted = new EnumMap<>(mark.evicted);
        reopen();
    }

    /** The task moves: its rows are copied as they would be stored, a new operator goes on with them. */
    void restore() {
        KeyedState copy = copy();
        state = copy;
        operator = create(Step.fromTree(step.toTree()), time);
        reopen();
    }

    /** The step gets other settings; its rows stay, in the form that they have. */
    KeyedOutcome become(Step next) {
        begin();
        Step now = step.withEarlier(List.of());
        if (!now.equals(next)) {
            List<Step> forms = new ArrayList<>(step.earlier());
            forms.add(now);
            step = next.withEarlier(forms);
            commit();
            restore();
        }
        return outcome();
    }

    private KeyedState copy() {
        KeyedState copy = new KeyedState();
        state.forEach(row -> copy.restore(
                row.bytes(),
                row.keyOffset(),
                row.keyOffset() + row.keyLength(),
                row.valueOffset(),
                row.valueOffset() + row.valueLength(),
                row.timerMillis()));
        copy.restored();
        return copy;
    }

    /** Calls for the clock are not stored: after an opening the operator is called once, to ask for the next. */
    private void reopen() {
        operator.open(state);
        begin();
        wakeAt = NEVER;
        operator.onClock(this);
        if (!emitted.isEmpty()) {
            throw new AssertionError("an opening told a result");
        }
    }

    /** What the last row emitted. */
    List<Event> emitted() {
        return List.copyOf(emitted);
    }

    /** The operator's account of what it holds back: {@code windows/events}. */
    String waiting() {
        return operator.waiting().windows() + "/" + operator.waiting().events();
    }

    /** The operator's description of a group; it must change nothing. */
    String describe(String group) {
        int dirty = state.dirty();
        String described =
                new String(operator.describe(group.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        if (state.dirty() != dirty) {
            throw new AssertionError("a description changed rows");
        }
        return described;
    }

    @Override
    public KeyedState state() {
        return state;
    }

    @Override
    public long watermarkMillis() {
        return watermark;
    }

    @Override
    public boolean idleAdvanced(long timeMillis) {
        return timeMillis > idleFrom;
    }

    @Override
    public long clockMillis() {
        return clock;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public void emit(Event event) {
        // What was held comes from where it was read.
        if (!event.origin().stream().equals(origin.stream()) || event.origin().offset() > origin.offset()) {
            throw new AssertionError("a result has another origin");
        }
        emitted.add(event);
    }

    @Override
    public void drop(DropReason reason) {
        dropped = reason;
    }

    @Override
    public void deadLetter(byte[] document, Failure failure) {
        deadLetter(failure);
        deadLetter += " " + new String(document, StandardCharsets.UTF_8);
    }

    @Override
    public void deadLetter(Event result, Failure failure) {
        deadLetter(result.value(), failure);
    }

    @Override
    public void deadLetter(Failure failure) {
        deadLetter = failure.line() + ":" + failure.column() + ": " + failure.detail();
    }

    @Override
    public void late(Lateness lateness) {
        String behind = lateness.hasWindow()
                ? " of [" + lateness.windowStartMillis() + ", " + lateness.windowEndMillis() + ")"
                : " behind " + lateness.windowEndMillis();
        late = "late by " + lateness.lateByMillis() + behind + (lateness.idleAdvance() ? ", idle" : "");
    }

    @Override
    public void evicted(Eviction reason) {
        evicted.merge(reason, 1, Integer::sum);
    }

    /** What bounds of the state have made go since the beginning: {@code evicted-ttl 2}, in the order of the reasons, or nothing. */
    String evictions() {
        return evicted.entrySet().stream()
                .map(entry -> entry.getKey().word() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void wakeAt(long clockMillis) {
        wakeAt = Math.min(wakeAt, clockMillis);
    }
}
