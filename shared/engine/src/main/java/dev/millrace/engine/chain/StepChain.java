package dev.millrace.engine.chain;

import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one task in a row. An event passes all of them or none: when a step fails, what the event has caused so far is forgotten and
 * the event itself goes to the dead letters as it came. One thread.
 */
public final class StepChain {

    private final List<Link> links = new ArrayList<>();
    private final ChainOutput output;
    private final List<Event> results = new ArrayList<>();
    private Step failedStep;
    private Failure failure;

    /**
     * @param steps the stage's steps
     * @param operators an operator for each step, in the same order
     * @param output where outcomes go
     */
    public StepChain(List<Step> steps, List<Operator> operators, ChainOutput output) {
        if (steps.size() != operators.size()) {
            throw new IllegalArgumentException("one operator for each step");
        }
        this.output = output;
        for (int i = 0; i < steps.size(); i++) {
            links.add(new Link(i, steps.get(i), operators.get(i)));
        }
    }

    /** Passes one event through all steps and tells the outcome to the output before it returns. */
    public void process(Event event) {
        results.clear();
        failure = null;
        pass(0, event);
        if (failure != null) {
            output.deadLetter(event, failedStep, failure);
            return;
        }
        if (!results.isEmpty()) {
            output.results(event, results);
        }
    }

    private void pass(int index, Event event) {
        if (index == links.size()) {
            results.add(event);
            return;
        }
        Link link = links.get(index);
        try {
            link.operator.onEvent(event, link);
        } catch (MalformedJsonException e) {
            link.fail("the event is not valid JSON at byte " + e.offset() + ": " + e.getMessage());
        } catch (InvalidEventException e) {
            link.fail(e.getMessage());
        } catch (RuntimeException e) {
            link.fail("the step failed in a way it should not: " + e);
        }
    }

    private final class Link implements OperatorContext {
        private final int index;
        private final Step step;
        private final Operator operator;

        Link(int index, Step step, Operator operator) {
            this.index = index;
            this.step = step;
            this.operator = operator;
        }

        @Override
        public void emit(Event event) {
            if (failure == null) {
                pass(index + 1, event);
            }
        }

        @Override
        public void drop(DropReason reason) {
            output.dropped(step, reason);
        }

        @Override
        public void deadLetter(Failure what) {
            if (failure == null) {
                failure = what;
                failedStep = step;
            }
        }

        void fail(String detail) {
            deadLetter(new Failure(detail, step.line(), step.column()));
        }
    }
}
