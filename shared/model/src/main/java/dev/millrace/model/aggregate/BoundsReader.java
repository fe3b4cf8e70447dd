package dev.millrace.model.aggregate;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.SizeText;
import java.time.Duration;
import java.util.Optional;

/** Reads how much state a step may keep. Stateless; any thread. */
final class BoundsReader {

    /** More than a heap holds. */
    private static final int MOST_KEYS = 1_000_000_000;

    private static final long LEAST_BYTES = 1 << 10;
    private static final long MOST_BYTES = 1L << 40;

    private BoundsReader() {}

    static BoundsSpec read(KnownKeys keys) {
        Optional<Duration> ttl = keys.get("ttl").flatMap(at -> WindowReader.duration(at, Duration.ofMillis(1)));
        long maxKeys = keys.get("maxKeys")
                .flatMap(at -> at.integer(1, MOST_KEYS))
                .map(Integer::longValue)
                .orElse(BoundsSpec.UNBOUNDED);
        long maxBytes = keys.get("maxBytes").flatMap(BoundsReader::bytes).orElse(BoundsSpec.UNBOUNDED);
        return new BoundsSpec(ttl, maxKeys, maxBytes);
    }

    private static Optional<Long> bytes(NodeAt at) {
        return at.parsed("a number of bytes like 64MiB", SizeText::parse).filter(bytes -> {
            boolean fits = bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
            if (!fits) {
                at.refuse(
                        "expected " + SizeText.write(LEAST_BYTES) + " to " + SizeText.write(MOST_BYTES) + ", found "
                                + SizeText.write(bytes),
                        null);
            }
            return fits;
        });
    }
}
