package dev.millrace.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "1250, 1s250ms",
        "60000, 1m",
        "60001, 1m",
        "330000, 5m30s",
        "96000000, 26h40m",
        "172800000, 2d",
        "180000000, 2d2h"
    })
    void lengths(long millis, String text) {
        assertThat(TimeText.length(millis)).isEqualTo(text);
    }
}
