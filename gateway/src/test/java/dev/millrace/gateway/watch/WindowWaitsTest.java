package dev.millrace.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.Turn;
import dev.millrace.platform.stages.StateQuery;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a window has not been told, in words. */
class WindowWaitsTest {

    @ParameterizedTest(name = "{4}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "false | 60000 | 5000 | 1970-01-01T00:00:05Z | is told when the watermark comes to 1970-01-01T00:01:00Z, which stands at 1970-01-01T00:00:05Z: partition 3 of sales holds it at 1970-01-01T00:00:05Z",
                "false | 60000 | 5000 | - | is told when the watermark comes to 1970-01-01T00:01:00Z, which stands at 1970-01-01T00:00:05Z: partition 3 of sales holds it, nothing is known of its time yet",
                "false | 60000 | 5000 | nobody | is told when the watermark comes to 1970-01-01T00:01:00Z, which stands at 1970-01-01T00:00:05Z",
                "false | 60000 | -9223372036854775808 | nobody | is told when the watermark comes to 1970-01-01T00:01:00Z, of which nothing is known here",
                "true | 60000 | 55000 | nobody | has closed and was told; late events change it until the watermark comes to 1970-01-01T00:01:00Z",
                "false | 9223372036854775807 | 5000 | nobody | no time closes it: it is told as events come",
                "true | 9223372036854775807 | 5000 | nobody | has closed"
            })
    void sentence(boolean closed, long atMillis, long watermarkMillis, String heldAt, String expected) {
        JsonObject holder = "nobody".equals(heldAt)
                ? null
                : new JsonObject().put("stream", "sales").put("partition", 3).put("watermark", heldAt);
        StateQuery.Answer answer =
                new StateQuery.Answer("[{}]", 0, 0, List.of(new Turn(closed, atMillis)), watermarkMillis);

        assertThat(WindowWaits.of(answer, holder)).containsExactly(expected);
    }
}
