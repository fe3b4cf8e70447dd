package dev.millrace.model.timeseries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.timeseries.Derivation.Function;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSeriesReaderTest {

    private static final Scope KNOWN = Scope.of(List.of(FieldPath.parse("sensor"), FieldPath.parse("v")));

    private static TimeSeriesSettings settings(String yaml) {
        Problems problems = new Problems();
        NodeAt node = new NodeAt(Documents.read(yaml).roots().get(0), "", problems);
        TimeSeriesSettings settings =
                (TimeSeriesSettings) TimeSeriesReader.read(node, KNOWN).orElseThrow();
        assertThat(problems.list()).isEmpty();
        return settings;
    }

    @Test
    void defaults() {
        TimeSeriesSettings settings = settings("{resolutions: 1m, compute: {t: avg(v)}}");
        assertThat(settings.by()).isEmpty();
        assertThat(settings.fill()).isEqualTo(Fill.NONE);
        assertThat(settings.derive()).isEmpty();
        assertThat(settings.before()).isZero();
        assertThat(settings.resultFields())
                .containsExactly("resolution", "windowStart", "windowEnd", "t", "filled", "pane");
        assertThat(settings.lateStream("p")).contains("p.late");
        assertThat(settings.replacesResults()).isFalse();
    }

    @Test
    void all_of_it() {
        TimeSeriesSettings settings = settings("{by: sensor, resolutions: [1s, 1m, 1h], offset: 30s, fill: linear,"
                + " compute: {t: avg(v), n: count()}, late: {within: 5s},"
                + " derive: {change: delta(t), smooth: \" movingAverage( t , 5 ) \", total: cumulative(n)}}");
        assertThat(settings.resolutions())
                .allMatch(window -> window.offset().equals(Duration.ofSeconds(30)))
                .extracting(window -> window.size().toSeconds())
                .containsExactly(1L, 60L, 3_600L);
        assertThat(settings.derive())
                .containsExactly(
                        new Derivation("change", Function.DELTA, 0, 1),
                        new Derivation("smooth", Function.MOVING_AVERAGE, 0, 5),
                        new Derivation("total", Function.CUMULATIVE, 1, 1));
        assertThat(settings.before()).as("a mean of five looks at four before").isEqualTo(4);
        assertThat(settings.span()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.replacesResults()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {compute: {t: avg(v)}}                      | 1:1: "resolutions" is missing: expected how long windows are, like [1s, 1m, 1h]
            {resolutions: 1s}                           | 1:1: "compute" is missing: expected what to compute, like mean: avg(temperature)
            {resolutions: [1m, 1s], compute: {t: avg(v)}} | 1:20: 1s is not a multiple of 1m, the resolution before, which feeds it
            {resolutions: [2s, 3s], compute: {t: avg(v)}} | 1:20: 3s is not a multiple of 2s, the resolution before, which feeds it
            {resolutions: [1s, 1s], compute: {t: avg(v)}} | 1:20: 1s is not a multiple of 1s, the resolution before, which feeds it
            {resolutions: [12h, 36h], zone: Europe/Paris, compute: {t: avg(v)}} | 1:21: with a zone a window longer than a day is whole days, this one is 36h
            {resolutions: [1s, 1m], offset: 1m, compute: {t: avg(v)}} | 1:33: expected less than the longest resolution 1m, found 1m
            {resolutions: 1s, zone: Europe/Pari, compute: {t: avg(v)}} | 1:25: "Europe/Pari" is not a time zone: expected a name like Europe/Paris or an offset like +01:00 (did you mean "Europe/Paris"?)
            {resolutions: 1s, fill: lines, compute: {t: avg(v)}} | 1:25: expected one of none, previous, linear, zero, found "lines" (did you mean "linear"?)
            {resolutions: 1s, compute: {filled: avg(v)}} | 1:29: every result has a field "filled" of its own: choose another name
            {resolutions: 1s, compute: {t: avg(v)}, derive: {d: delta(u)}} | 1:53: "u" is none of the computed values: expected one of t
            {resolutions: 1s, compute: {t: avg(v)}, derive: {d: delt(t)}} | 1:53: nothing is derived by "delt": expected one of delta, rate, movingAverage, cumulative (did you mean "delta"?)
            {resolutions: 1s, compute: {t: avg(v)}, derive: {d: "delta(t, 5)"}} | 1:54: delta takes one argument, like delta(mean)
            {resolutions: 1s, compute: {t: avg(v)}, derive: {d: movingAverage(t)}} | 1:53: movingAverage needs a number of windows from 1 to 1000 as second argument, like movingAverage(mean, 5)
            {resolutions: 1s, compute: {t: avg(v)}, derive: {d: "movingAverage(t, 0)"}} | 1:54: movingAverage needs a number of windows from 1 to 1000 as second argument, like movingAverage(mean, 5), found 0
            {resolutions: 1s, compute: {t: avg(v)}, derive: {d: t}} | 1:53: "t" derives nothing: expected a form like delta(mean) or movingAverage(mean, 5)
            {resolutions: 1s, compute: {t: avg(v)}, derive: {t: delta(t)}} | 1:50: "t" is a computed value: give the derived value another name
            """)
    void mistakes(String yaml, String expected) {
        Problems problems = new Problems();
        TimeSeriesReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), KNOWN);
        assertThat(problems.list()).extracting(Problem::toString).containsExactly(expected);
    }
}
