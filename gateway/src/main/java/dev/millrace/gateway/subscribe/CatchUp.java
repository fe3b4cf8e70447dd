package dev.millrace.gateway.subscribe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's own reading of Kafka, up to where the ring begins. Runs on a thread of a bounded pool, ahead of the subscriber by a bounded
 * number of bytes; a run that others wait for ends when its client takes nothing or its time is up, and its subscriber queues again.
 */
final class CatchUp implements Runnable {

    /** Why a run ended. */
    enum End {
        /** The ring reaches back to here, or others are to have the thread, or the subscriber is gone. */
        DONE,
        /** What comes next is not in Kafka. */
        OUT_OF_RANGE,
        /** Kafka failed; to be tried again after a while. */
        FAILED
    }

    /**
     * What one poll gave.
     *
     * @param others how many events the key left out
     * @param after the next offsets after it
     */
    record Batch(List<StreamEvent> events, int others, long[] after) {}

    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long AHEAD_BYTES = 1 << 20;
    private static final long ROOM_WAIT_MILLIS = 250;
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Supplier<StreamReader> readers;
    private final EventRing ring;
    private final long[] from;
    private final byte[] key;
    private final BooleanSupplier othersWait;
    private final Runnable onMore;
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private long waitingBytes;
    private boolean cancelled;
    private End end;
    private StreamReader reader;

    /**
     * @param from the next offsets to read
     * @param key only events with this key, or null for all
     * @param othersWait whether other runs wait for a thread
     * @param onMore called on the run's thread when there is a batch or the end
     */
    CatchUp(
            Supplier<StreamReader> readers,
            EventRing ring,
            long[] from,
            byte[] key,
            BooleanSupplier othersWait,
            Runnable onMore) {
        this.readers = readers;
        this.ring = ring;
        this.from = from;
        this.key = key;
        this.othersWait = othersWait;
        this.onMore = onMore;
    }

    /** The next batch, or null when there is none for now. Any thread. */
    synchronized Batch next() {
        Batch batch = batches.poll();
        if (batch != null) {
            waitingBytes -= bytes(batch);
            notifyAll();
        }
        return batch;
    }

    /** Why the run ended, once all its batches are taken; null before. */
    synchronized End end() {
        return batches.isEmpty() ? end : null;
    }

    /** Ends the run; what it has read is dropped. */
    synchronized void cancel() {
        cancelled = true;
        batches.clear();
        notifyAll();
        if (reader != null) {
            reader.wakeUp();
        }
    }

    @Override
    public void run() {
        End why = End.FAILED;
        try {
            why = isCancelled() ? End.DONE : read();
        } catch (WakeupException cancel) {
            why = End.DONE;
        } catch (OffsetOutOfRangeException gone) {
            why = End.OUT_OF_RANGE;
        } catch (RuntimeException failure) {
            log.warn("reading for a subscriber failed, trying again: {}", failure.toString());
        } finally {
            synchronized (this) {
                end = why;
            }
            onMore.run();
        }
    }

    private End read() {
        try (StreamReader current = readers.get()) {
            synchronized (this) {
                reader = current;
            }
            current.seek(from);
            long turnEnds = System.nanoTime() + TURN_NANOS;
            long[] reached = from;
            while (!isCancelled() && !ring.reaches(reached)) {
                List<StreamEvent> events = new ArrayList<>();
                int others = current.poll(POLL, key, events);
                reached = current.positions();
                boolean room = give(new Batch(events, others, reached));
                if (othersWait.getAsBoolean() && (!room || System.nanoTime() - turnEnds > 0)) {
                    return End.DONE;
                }
            }
            return End.DONE;
        } finally {
            synchronized (this) {
                reader = null;
            }
        }
    }

    /** Hands a batch over and waits for room for the next; false when there was none after a while and others wait for the thread. */
    private boolean give(Batch batch) {
        synchronized (this) {
            batches.add(batch);
            waitingBytes += bytes(batch);
        }
        onMore.run();
        synchronized (this) {
            while (waitingBytes > AHEAD_BYTES && !cancelled) {
                try {
                    wait(ROOM_WAIT_MILLIS);
                } catch (InterruptedException e) {
                    cancelled = true;
                }
                if (waitingBytes > AHEAD_BYTES && othersWait.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private static long bytes(Batch batch) {
        return batch.events().stream().mapToLong(StreamEvent::bytes).sum();
    }
}
