package dev.millrace.engine.trial;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes where a trial's events are, and never back. One thread. */
final class TrialClock extends Clock {

    private long millis = Long.MIN_VALUE / 2;

    void moveTo(long to) {
        millis = Math.max(millis, to);
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
