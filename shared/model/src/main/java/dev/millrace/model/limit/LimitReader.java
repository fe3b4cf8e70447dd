package dev.millrace.model.limit;

import dev.millrace.model.document.DurationText;
import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.SizeText;
import java.time.Duration;
import java.util.Optional;

/** Reads settings that bound how much or how long a step keeps something, with their defaults. Stateless; any thread. */
public final class LimitReader {

    /** More than a heap holds. */
    private static final int MOST = 1_000_000_000;

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final long LEAST_BYTES = 1 << 10;

    private LimitReader() {}

    /** A duration from {@code least} to 366 days, both inclusive; empty when it is not one, the problem noted. */
    public static Optional<Duration> duration(NodeAt at, Duration least) {
        return at.duration().filter(duration -> {
            boolean fits = duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0;
            if (!fits) {
                at.refuse(
                        "expected " + DurationText.write(least) + " to " + DurationText.write(LONGEST) + ", found "
                                + DurationText.write(duration),
                        null);
            }
            return fits;
        });
    }

    /** A number from 1 to {@value #MOST}, both inclusive. */
    public static long count(KnownKeys keys, String name, long byDefault) {
        return keys.get(name)
                .flatMap(at -> at.integer(1, MOST))
                .map(Integer::longValue)
                .orElse(byDefault);
    }

    /** A number of bytes from 1 KiB to {@code most}, both inclusive. */
    public static long bytes(KnownKeys keys, String name, long byDefault, long most) {
        return keys.get(name).flatMap(at -> bytes(at, most)).orElse(byDefault);
    }

    private static Optional<Long> bytes(NodeAt at, long most) {
        return at.parsed("a number of bytes like 64MiB", SizeText::parse).filter(bytes -> {
            boolean fits = bytes >= LEAST_BYTES && bytes <= most;
            if (!fits) {
                at.refuse(
                        "expected " + SizeText.write(LEAST_BYTES) + " to " + SizeText.write(most) + ", found "
                                + SizeText.write(bytes),
                        null);
            }
            return fits;
        });
    }
}
