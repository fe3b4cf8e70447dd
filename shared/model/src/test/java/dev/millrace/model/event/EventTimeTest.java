package dev.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.json.FieldPath;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of events in every form a stream may declare. Expected values are by hand: 1970-01-02 is 86,400,000 ms. */
class EventTimeTest {

    private static long read(String format, String value) {
        return new EventTime(FieldPath.parse("at"), format)
                .readMillis(("{\"at\":" + value + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{1} as {0} is {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "iso8601 | \"1970-01-02T00:00:00Z\" | 86400000 | ",
                "iso8601 | \"1970-01-02T00:00:00.0019Z\" | 86400001 | rounded down",
                "iso8601 | \"1970-01-02T01:00:00+01:00\" | 86400000 | with an offset",
                "iso8601 | \"1970-01-02T00:00:00\" | 86400000 | no zone is UTC",
                "iso8601 | \"1969-12-31T23:59:59Z\" | -1000 | before 1970",
                "epoch-ms | 86400000 | 86400000 | ",
                "epoch-ms | \"86400000\" | 86400000 | a number in quotes",
                "epoch-ms | -5 | -5 | ",
                "epoch-ms | 1.5e3 | 1500 | any number literal",
                "epoch-s | 86400 | 86400000 | ",
                "epoch-s | 86400.0019 | 86400001 | rounded down",
                "epoch-s | -0.0001 | -1 | rounded down, not towards zero",
                "epoch-us | 86400000999 | 86400000 | ",
                "epoch-us | -1 | -1 | ",
                "epoch-ns | 86400000999999 | 86400000 | ",
                "yyyy-MM-dd HH:mm | \"1970-01-02 00:00\" | 86400000 | a pattern",
                "yyyy/MM/dd | \"1970/01/02\" | 86400000 | a day is its start in UTC"
            })
    void readsMillis(String format, String value, long expected, String reason) {
        assertThat(read(format, value)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{1} as {0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "iso8601 | 5 | expected an ISO 8601 time",
                "iso8601 | null | expected an ISO 8601 time",
                "iso8601 | \"yesterday\" | \"yesterday\"",
                "epoch-ms | true | expected a number (epoch-ms)",
                "epoch-ms | \"\" | expected a number",
                "epoch-ms | \"12x\" | expected a number",
                "epoch-s | 9223372036854775807 | expected a number",
                "epoch-s | 1e30 | expected a number",
                "yyyy/MM/dd | \"1970-01-02\" | in the form \"yyyy/MM/dd\""
            })
    void whatCannotBeReadIsRefused(String format, String value, String sentence) {
        assertThatThrownBy(() -> read(format, value))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest(name = "{1} as {0} is written {2}: {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "iso8601 | 86400000 | \"1970-01-02T00:00:00Z\" | 86400000 | ",
                "iso8601 | 1 | \"1970-01-01T00:00:00.001Z\" | 1 | a fraction only where there is one",
                "iso8601 | -1000 | \"1969-12-31T23:59:59Z\" | -1000 | before 1970",
                "iso8601 | 253402300800000 | \"+10000-01-01T00:00:00Z\" | 253402300800000 | after the year 9999",
                "epoch-ms | -5 | -5 | -5 | ",
                "epoch-s | 86400000 | 86400 | 86400000 | whole seconds",
                "epoch-s | 1500 | 1.5 | 1500 | a fraction only where there is one",
                "epoch-s | -1 | -0.001 | -1 | ",
                "epoch-s | 0 | 0 | 0 | ",
                "epoch-us | 86400000 | 86400000000 | 86400000 | ",
                "epoch-us | 10000000000000000 | 10000000000000000000 | 10000000000000000 | past 64 bits",
                "epoch-ns | -1 | -1000000 | -1 | ",
                "yyyy-MM-dd HH:mm | 86400000 | \"1970-01-02 00:00\" | 86400000 | a pattern",
                "yyyy-MM-dd HH:mm | 86461000 | \"1970-01-02 00:01\" | 86460000 | seconds have no place in it",
                "yyyy-MM-dd'T'HH:mm:ssXXX | 0 | \"1970-01-01T00:00:00Z\" | 0 | a zone in the pattern is UTC"
            })
    void writesAndReadsBack(String format, long millis, String json, long back, String reason) {
        byte[] written = new EventTime(FieldPath.parse("at"), format).write(millis);

        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(json);
        assertThat(read(format, json)).isEqualTo(back);
    }

    @ParameterizedTest
    @CsvSource({"iso8601", "epoch-ms"})
    void missingIsRefused(String format) {
        assertThatThrownBy(() ->
                        new EventTime(FieldPath.parse("at"), format).readMillis("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("is missing");
    }
}
