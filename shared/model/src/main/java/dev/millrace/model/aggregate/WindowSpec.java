package dev.millrace.model.aggregate;

import dev.millrace.model.expression.Expression;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Which events of a group belong together.
 *
 * @param kind what makes a window
 * @param size its length; of sessions the longest pause between two events; zero where time has no part in it
 * @param every how far the ends of two windows lie apart; {@code size} where they follow each other without overlapping, zero where they have none
 * @param offset by how much their borders lie behind the usual ones, from 0 inclusive to {@code size}, of hopping windows to
 *     {@code every}, exclusive
 * @param zone the zone whose midnights the borders follow; empty for UTC
 * @param processingTime whether events belong to the window in which they are processed instead of the one in which they happened
 * @param max how long a session or a window of a state lasts at most, inclusive; empty for any length
 * @param gap of sessions, the pause after one event, in milliseconds; empty for the same after all
 * @param conditions of windows of a state; null for others
 * @param count how many events a counted window has; 0 for others
 * @param countEvery after how many events a counted window is told; 0 for others
 */
public record WindowSpec(
        Kind kind,
        Duration size,
        Duration every,
        Duration offset,
        Optional<ZoneId> zone,
        boolean processingTime,
        Optional<Duration> max,
        Optional<Expression> gap,
        Conditions conditions,
        long count,
        long countEvery) {

    /** What makes a window. */
    public enum Kind {
        /** Windows of one length, one after the other. */
        TUMBLING("tumbling"),
        /** Windows of one length that begin at a distance and overlap. */
        HOPPING("hopping"),
        /** Windows that begin together and grow by steps up to a length. */
        CUMULATE("cumulate"),
        /** All different sets of events that fit into a length, both ends inclusive. */
        SLIDING("sliding"),
        /** The time before each event, both ends inclusive. */
        LOOKBACK("lookback"),
        /** Events between pauses. */
        SESSION("session"),
        /** A number of events. */
        COUNT("count"),
        /** From an event that opens to one that closes. */
        STATE("state"),
        /** All events there ever are. */
        GLOBAL("global");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As users write it. */
        public String word() {
            return word;
        }
    }

    /**
     * What opens and closes a window.
     *
     * @param open the event for which this is true is the first of a window
     * @param close the event for which this is true is its last
     */
    public record Conditions(Expression open, Expression close) {}

    /** All events of a group. */
    public static final WindowSpec GLOBAL = of(Kind.GLOBAL, Duration.ZERO, Duration.ZERO, false);

    /** A window with nothing but a length. */
    public static WindowSpec of(Kind kind, Duration size, Duration every, boolean processingTime) {
        return new WindowSpec(
                kind,
                size,
                every,
                Duration.ZERO,
                Optional.empty(),
                processingTime,
                Optional.empty(),
                Optional.empty(),
                null,
                0,
                0);
    }

    /** Whether windows have borders that are known before any event. */
    public boolean isAligned() {
        return kind == Kind.TUMBLING || kind == Kind.HOPPING || kind == Kind.CUMULATE;
    }

    /** Whether one event belongs to several windows. */
    public boolean overlaps() {
        return kind == Kind.HOPPING || kind == Kind.CUMULATE || isByEvent() || countEvery < count;
    }

    /** Whether windows begin or end with events, and are of one length. */
    public boolean isByEvent() {
        return kind == Kind.SLIDING || kind == Kind.LOOKBACK;
    }

    /** Whether time alone says when a window has all its events, so that some may come too late. */
    public boolean isByTime() {
        return isAligned() || isByEvent() || kind == Kind.SESSION;
    }

    /** Whether results say when their window begins and ends. */
    public boolean hasBorders() {
        return kind != Kind.GLOBAL;
    }
}
