package dev.millrace.testkit;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what an operator does with one event, and that it keeps to the contract. One thread. */
final class RecordingContext implements OperatorContext {

    private final List<Event> emitted = new ArrayList<>();
    private DropReason dropped;
    private Failure failure;

    @Override
    public void emit(Event event) {
        emitted.add(event);
    }

    @Override
    public void drop(DropReason reason) {
        ended();
        dropped = reason;
    }

    @Override
    public void deadLetter(Failure why) {
        ended();
        failure = why;
    }

    private void ended() {
        if (dropped != null || failure != null || !emitted.isEmpty()) {
            throw new AssertionError("an event ends once: it was emitted, dropped or dead-lettered already");
        }
    }

    List<Event> emitted() {
        return emitted;
    }

    Outcome outcome() {
        List<String> outputs = emitted.stream()
                .map(event -> new String(event.value(), StandardCharsets.UTF_8))
                .toList();
        String letter = failure == null ? null : failure.line() + ":" + failure.column() + ": " + failure.detail();
        return new Outcome(outputs, dropped, letter);
    }
}
