package dev.millrace.aggregate.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.aggregate.WindowSpec;
import dev.millrace.model.document.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows follow each other without a gap wherever clocks are moved; a table for single ones, random times for the rest. */
class TumblingWindowsTest {

    private static TumblingWindows windows(String size, String offset, String zone) {
        Duration length = DurationText.parse(size);
        WindowSpec spec = new WindowSpec(
                WindowSpec.Kind.TUMBLING,
                length,
                length,
                DurationText.parse(offset),
                Optional.ofNullable(zone).map(ZoneId::of),
                false,
                Optional.empty(),
                Optional.empty(),
                null,
                0,
                0);
        return new TumblingWindows(spec, length);
    }

    @ParameterizedTest(name = "{0} by {1} in {2} at {3}: {6}")
    @CsvSource(
            delimiter = '|',
            value = {
                "7h | 0s | Europe/Paris | 2026-01-10T20:30:00Z | 2026-01-10T20:00:00Z | 2026-01-10T23:00:00Z | three hours are left of a day",
                "1d | 150m | Europe/Paris | 2026-03-29T01:10:00Z | 2026-03-28T01:30:00Z | 2026-03-29T01:30:00Z | 02:30 does not exist: 03:30 is the border",
                "1d | 0s | America/Sao_Paulo | 2018-11-04T03:00:00Z | 2018-11-04T03:00:00Z | 2018-11-05T02:00:00Z | a day that begins at 01:00",
                "1d | 0s | Pacific/Apia | 2011-12-30T10:00:00Z | 2011-12-30T10:00:00Z | 2011-12-31T10:00:00Z | the 30th never was",
                "2d | 0s | Europe/Paris | 2026-10-25T12:00:00Z | 2026-10-23T22:00:00Z | 2026-10-25T23:00:00Z | two days of 49 hours",
                "1d | 0s | +05:30 | 2026-01-01T00:00:00Z | 2025-12-31T18:30:00Z | 2026-01-01T18:30:00Z | a fixed offset"
            })
    void at(String size, String offset, String zone, Instant time, Instant start, Instant end, String reason) {
        TumblingWindows windows = windows(size, offset, zone);
        windows.locate(time.toEpochMilli());

        assertThat(Instant.ofEpochMilli(windows.start())).isEqualTo(start);
        assertThat(Instant.ofEpochMilli(windows.end())).isEqualTo(end);
    }

    @TestFactory
    Stream<DynamicTest> without_gap_or_overlap() {
        return Stream.of(
                        "10s 3s -",
                        "7d 4d -",
                        "1d 0s Europe/Paris",
                        "1d 150m Europe/Paris",
                        "3d 1d Europe/Paris",
                        "7h 2h Europe/Paris",
                        "1h 0s Australia/Lord_Howe",
                        "1d 0s Pacific/Apia",
                        "2d 0s Pacific/Apia",
                        "1d 0s America/Sao_Paulo",
                        "90m 10m America/Sao_Paulo",
                        "1d 0s Africa/Casablanca")
                .map(spec -> DynamicTest.dynamicTest(spec, () -> followEachOther(spec.split(" "))));
    }

    private static void followEachOther(String[] spec) {
        String zone = spec[2].equals("-") ? null : spec[2];
        Random random = new Random(7);
        TumblingWindows kept = windows(spec[0], spec[1], zone);
        long span = Duration.ofDays(60 * 365).toMillis();
        for (int i = 0; i < 3_000; i++) {
            long time = (long) ((random.nextDouble() - 0.2) * span);
            TumblingWindows fresh = windows(spec[0], spec[1], zone);
            fresh.locate(time);
            kept.locate(time);
            long start = fresh.start();
            long end = fresh.end();
            assertThat(time).isGreaterThanOrEqualTo(start).isLessThan(end);
            assertThat(kept.start()).as("what was kept does no harm").isEqualTo(start);
            assertThat(kept.end()).isEqualTo(end);
            assertThat(startOf(spec, zone, start)).isEqualTo(start);
            assertThat(startOf(spec, zone, end - 1)).isEqualTo(start);
            assertThat(startOf(spec, zone, end))
                    .as("the next begins where this one ends")
                    .isEqualTo(end);
        }
    }

    private static long startOf(String[] spec, String zone, long time) {
        TumblingWindows windows = windows(spec[0], spec[1], zone);
        windows.locate(time);
        return windows.start();
    }
}
