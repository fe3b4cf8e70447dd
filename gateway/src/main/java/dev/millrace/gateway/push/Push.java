package dev.millrace.gateway.push;

import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushOutcome.Failure;
import dev.millrace.platform.push.PushProtocol;
import dev.millrace.platform.push.PushRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One push on its way: hands messages to one ingest verticle, a few at a time, and gathers their outcomes in order. Everything runs on the
 * context of its request.
 */
final class Push {

    /** Whom a push tells of itself. */
    interface Owner {
        /** There is nothing more to come; called once. */
        void finished(PushResult result);

        /** What is held has changed: the body may go on, or must wait. */
        void held(long bytes);

        /** No ingest-service knows the stream; called at most once, instead of {@link #finished}. */
        void streamUnknown();
    }

    private static final int UNDER_WAY = 4;
    private static final long AGAIN_MILLIS = 100;
    private static final int TRIES = 20;

    /** A message, or a line that was left out; in the order of the body. */
    private static final class Slot {
        final Buffer body;
        PushOutcome outcome;

        Slot(Buffer body, PushOutcome outcome) {
            this.body = body;
            this.outcome = outcome;
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final IngestDirectory directory;
    private final PushRequest request;
    private final PushResult result;
    private final Owner owner;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Deque<Slot> waiting = new ArrayDeque<>();
    private final Map<Integer, Slot> underWay = new HashMap<>();
    private IngestAddress address;
    private boolean firstAccepted;
    private int nextSequence;
    private int tries;
    private long heldBytes;
    private long progressNanos;
    private boolean bodyEnded;
    private boolean failed;
    private boolean over;

    Push(Vertx vertx, IngestDirectory directory, PushRequest request, int partitions, Owner owner) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.directory = directory;
        this.request = request;
        this.result = new PushResult(partitions);
        this.owner = owner;
    }

    /** Runs a task on this push's context: at once when called there. */
    void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(nothing -> task.run());
        }
    }

    /** The next message. */
    void add(Buffer body) {
        if (failed || over) {
            return;
        }
        Slot slot = new Slot(body, null);
        slots.add(slot);
        waiting.add(slot);
        hold(body.length());
        sendMore();
    }

    /** In place of a line that is not sent. */
    void addRejected(String detail) {
        slots.add(new Slot(null, PushOutcome.done(1, 0, 1, List.of(new PushOutcome.Reject(0, detail)), new long[0])));
        fold();
    }

    /** At most one message follows, then {@link #end}. */
    void bodyEnded() {
        bodyEnded = true;
    }

    /** No message follows. */
    void end() {
        bodyEnded = true;
        sendMore();
        finishIfDone();
    }

    /** Nobody waits for the answer any more. */
    void abandon() {
        over = true;
    }

    boolean isIdle() {
        return waiting.isEmpty() && underWay.isEmpty();
    }

    private void sendMore() {
        while (!over && !failed && !waiting.isEmpty() && underWay.size() < (firstAccepted ? UNDER_WAY : 1)) {
            int sequence = nextSequence++;
            underWay.put(sequence, waiting.poll());
            progressNanos = System.nanoTime();
            if (sequence == 0) {
                sendFirst(null);
            } else {
                send(sequence);
            }
        }
    }

    private void sendFirst(IngestAddress except) {
        if (!underWay.containsKey(0)) {
            return;
        }
        Optional<IngestAddress> chosen = directory.choose(except);
        if (chosen.isEmpty() && except == null && tries == 0) {
            // Nobody known: perhaps this gateway has only just started to listen.
            tries++;
            directory.ask();
            vertx.setTimer(2 * AGAIN_MILLIS, timer -> sendFirst(null));
            return;
        }
        if (chosen.isEmpty()) {
            settle(0, Failure.UNAVAILABLE, "no ingest-service takes events now");
            return;
        }
        address = chosen.get();
        sendTo(0, acceptance -> {
            switch (acceptance.answer()) {
                case ACCEPTED -> {
                    firstAccepted = true;
                    if (acceptance.outcome() != null) {
                        outcome(0, acceptance.outcome());
                    } else {
                        sendMore();
                    }
                }
                case REFUSED -> {
                    if (except == null && directory.choose(address).isPresent()) {
                        sendFirst(address);
                    } else {
                        settle(0, Failure.UNAVAILABLE, acceptance.detail());
                    }
                }
                case NOT_FOUND -> {
                    // The gateway knows the stream: ingest learns of it some milliseconds later.
                    if (tries++ < TRIES) {
                        vertx.setTimer(AGAIN_MILLIS, timer -> sendFirst(null));
                    } else if (!over) {
                        over = true;
                        owner.streamUnknown();
                    }
                }
                case UNKNOWN -> settle(0, Failure.UNKNOWN, acceptance.detail());
            }
        });
    }

    private void send(int sequence) {
        sendTo(sequence, acceptance -> {
            if (!acceptance.is(Acceptance.Answer.ACCEPTED)) {
                boolean unknown = acceptance.is(Acceptance.Answer.UNKNOWN);
                settle(sequence, unknown ? Failure.UNKNOWN : Failure.UNAVAILABLE, acceptance.detail());
            }
        });
    }

    private void sendTo(int sequence, Consumer<Acceptance> then) {
        boolean last = bodyEnded && waiting.isEmpty();
        address.send(request.message(sequence, last), underWay.get(sequence).body)
                .onSuccess(acceptance -> run(() -> then.accept(acceptance)));
    }

    private void settle(int sequence, Failure failure, String detail) {
        outcome(sequence, PushOutcome.failed(failure, detail));
    }

    /** What became of a message. */
    void outcome(int sequence, PushOutcome outcome) {
        Slot slot = underWay.remove(sequence);
        if (slot == null || over) {
            return;
        }
        progressNanos = System.nanoTime();
        slot.outcome = outcome;
        if (sequence == 0 && outcome.failure() == Failure.NONE) {
            // The outcome can overtake the word that the message was accepted.
            firstAccepted = true;
        }
        if (outcome.failure() != Failure.NONE) {
            failed = true;
            slots.removeAll(waiting);
            waiting.clear();
        }
        hold(-slot.body.length());
        fold();
        sendMore();
        finishIfDone();
    }

    private void fold() {
        while (!slots.isEmpty() && slots.peek().outcome != null) {
            result.add(slots.poll().outcome);
        }
    }

    private void finishIfDone() {
        if (!over && (bodyEnded || failed) && isIdle()) {
            over = true;
            fold();
            owner.finished(result);
        }
    }

    /** Gives up on outcomes that are overdue, or that nobody is there to send. */
    void checkOverdue(long nowNanos) {
        if (underWay.isEmpty()) {
            return;
        }
        long waited = TimeUnit.NANOSECONDS.toMillis(nowNanos - progressNanos);
        if (waited > PushProtocol.OUTCOME_MILLIS) {
            giveUp("the ingest-service did not say what became of the events within "
                    + PushProtocol.OUTCOME_MILLIS / 1000 + " s");
        } else if (waited > PushProtocol.ACCEPT_MILLIS
                && !firstAccepted
                && address != null
                && address.isSilent(nowNanos)) {
            giveUp("the ingest-service is silent and has not said what became of the events");
        }
    }

    private void giveUp(String detail) {
        for (int sequence : List.copyOf(underWay.keySet())) {
            settle(sequence, Failure.UNKNOWN, detail);
        }
    }

    private void hold(int bytes) {
        heldBytes += bytes;
        owner.held(heldBytes);
    }

    /** The most bytes of a push that are held before its body has to wait. */
    static int heldAtMost() {
        return UNDER_WAY * PushProtocol.MESSAGE_BYTES;
    }
}
