package dev.millrace.aggregate.window;

import dev.millrace.model.aggregate.WindowSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Finds the window of a time. Without a zone by arithmetic on epoch milliseconds. With one, windows of whole days reach from local midnight
 * to local midnight, however long the day is, and shorter ones start anew at each midnight, the last of a day ending there; an offset moves
 * all these borders. What was found last is kept, so that most events need no calendar. One thread.
 */
public final class TumblingWindows {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final long sizeMillis;
    private final long offsetMillis;
    private final ZoneId zone;
    private final int days;
    private long start;
    private long end = Long.MIN_VALUE;
    private long dayStart;
    private long dayEnd = Long.MIN_VALUE;

    /** @param size how long one is; zero for one without an end, which starts at 0 */
    public TumblingWindows(WindowSpec spec, Duration size) {
        this.sizeMillis = size.toMillis();
        this.offsetMillis = spec.offset().toMillis();
        this.zone = spec.zone().orElse(null);
        this.days = (int) Math.max(1, sizeMillis / DAY_MILLIS);
    }

    /** Finds the window that holds a time in epoch ms; afterwards {@link #start} and {@link #end} answer. */
    public void locate(long timeMillis) {
        if (timeMillis >= start && timeMillis < end) {
            return;
        }
        if (sizeMillis == 0) {
            start = 0;
            end = Long.MAX_VALUE;
            return;
        }
        if (zone == null) {
            start = timeMillis - Math.floorMod(timeMillis - offsetMillis, sizeMillis);
            end = start + sizeMillis;
            return;
        }
        if (timeMillis < dayStart || timeMillis >= dayEnd) {
            locateDays(timeMillis);
        }
        if (sizeMillis >= DAY_MILLIS) {
            start = dayStart;
            end = dayEnd;
        } else {
            start = timeMillis - (timeMillis - dayStart) % sizeMillis;
            end = Math.min(start + sizeMillis, dayEnd);
        }
    }

    private void locateDays(long timeMillis) {
        long day = Instant.ofEpochMilli(timeMillis)
                .atZone(zone)
                .toLocalDateTime()
                .minus(Duration.ofMillis(offsetMillis))
                .toLocalDate()
                .toEpochDay();
        long first = day - Math.floorMod(day, days);
        // Where clocks are set back, a local time may stand on the other side of a border than its instant.
        while (border(first) > timeMillis) {
            first -= days;
        }
        while (border(first + days) <= timeMillis) {
            first += days;
        }
        dayStart = border(first);
        dayEnd = border(first + days);
    }

    private long border(long epochDay) {
        return LocalDate.ofEpochDay(epochDay)
                .atStartOfDay()
                .plus(Duration.ofMillis(offsetMillis))
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }

    /** The window's first instant, inclusive, epoch ms. */
    public long start() {
        return start;
    }

    /** The window's end, exclusive, epoch ms. */
    public long end() {
        return end;
    }
}
