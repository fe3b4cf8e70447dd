package dev.millrace.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.Problems;
import dev.millrace.model.expression.Scope;
import dev.millrace.model.group.GroupField;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.step.Step;
import dev.millrace.model.step.StepReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AggregateReaderTest {

    private static final String WINDOW = "window: {tumbling: 1m}\n";
    private static final String COMPUTE = "compute: {n: count()}\n";

    private static final Scope CARDS =
            Scope.of(List.of(FieldPath.parse("card"), FieldPath.parse("amount"), FieldPath.parse("at.zone")));

    private static List<String> problems(String yaml, Scope scope) {
        Problems problems = new Problems();
        AggregateReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), scope);
        return problems.list().stream().map(Problem::toString).toList();
    }

    private static AggregateSettings settings(String yaml) {
        Problems problems = new Problems();
        Optional<?> settings =
                AggregateReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems), Scope.OPEN);
        assertThat(problems.list()).isEmpty();
        return (AggregateSettings) settings.orElseThrow();
    }

    @Test
    void everything_said() {
        AggregateSettings settings = settings("""
                by: {country: card.country, big: amount > 100}
                window: {tumbling: 1d, offset: 6h, zone: Europe/Paris}
                late: {within: 10m, mode: retracting, to: payments-late}
                compute:
                  payments: count()
                  paid: count(amount)
                  total: sum(amount)
                  much: countIf(amount > 100)
                emit: {every: 1s}
                ttl: 2h
                maxKeys: 1000000
                maxBytes: 64MiB
                """);

        assertThat(settings.by().stream().map(group -> group.name() + " = " + group.value()))
                .containsExactly("country = card.country", "big = amount > 100");
        assertThat(settings.window())
                .isEqualTo(new WindowSpec(
                        WindowSpec.Kind.TUMBLING,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofHours(6),
                        Optional.of(ZoneId.of("Europe/Paris")),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        null,
                        0,
                        0));
        assertThat(settings.late())
                .isEqualTo(
                        new LateSpec(Duration.ofMinutes(10), LateSpec.Mode.RETRACTING, Optional.of("payments-late")));
        assertThat(settings.emit()).isEqualTo(new EmitSpec(EmitSpec.Kind.PACED, Duration.ofSeconds(1), 0));
        assertThat(settings.bounds()).isEqualTo(new BoundsSpec(Optional.of(Duration.ofHours(2)), 1_000_000, 64 << 20));
        assertThat(settings.compute().stream().map(c -> c.name() + " " + c.function() + " " + c.argument()))
                .containsExactly(
                        "payments COUNT null", "paid COUNT amount", "total SUM amount", "much COUNT_IF amount > 100");
        assertThat(settings.resultFields())
                .containsExactly(
                        "country", "big", "windowStart", "windowEnd", "payments", "paid", "total", "much", "pane");
        assertThat(settings.scope().allows(FieldPath.parse("amount"))).isFalse();
    }

    @Test
    void the_least() {
        AggregateSettings settings = settings("{window: {tumbling: 5s}, compute: {n: count()}}");

        assertThat(settings.by()).isEmpty();
        assertThat(settings.window())
                .isEqualTo(
                        WindowSpec.of(WindowSpec.Kind.TUMBLING, Duration.ofSeconds(5), Duration.ofSeconds(5), false));
        assertThat(settings.late()).isEqualTo(LateSpec.DEFAULT);
        assertThat(settings.emit()).isEqualTo(EmitSpec.ON_CLOSE);
        assertThat(settings.bounds()).isEqualTo(new BoundsSpec(Optional.empty(), Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void fields_of_any_name_are_fields() {
        AggregateSettings settings = settings(WINDOW + COMPUTE + "by: [card-id, namespace, 'a \"b\"', event]");

        assertThat(settings.by().stream().map(GroupField::name))
                .containsExactly("card-id", "namespace", "a \"b\"", "event");
        assertThat(settings.by().stream().map(group -> group.value().bareField().orElseThrow()))
                .containsExactly(
                        FieldPath.parse("card-id"),
                        FieldPath.parse("namespace"),
                        FieldPath.parse("a \"b\""),
                        FieldPath.parse("event"));
        assertThat(settings.by().get(1).value().column()).isEqualTo(15);
    }

    @Test
    void literals_and_conditions() {
        AggregateSettings settings = settings(WINDOW + """
                compute:
                  a: sum((x + [1, 2].size())).where(y > 2)
                  b: percentile(x, 0.99)
                  c: countDistinct( x , 500 )
                  d: countDistinct(x, approximate)
                  e: topK([x, 1][0], 3, approximate)
                  f: topK(x, 3, 20)
                  g: histogram(x, [-1.50, 0, 1e3])
                  h: ewma(x, "90s")
                  i: collect('a,b' + x, 7)
                  j: maxBy(x, y)
                  k: median(x)
                """);
        List<Computation> compute = settings.compute();

        assertThat(compute.stream().map(c -> c.function() + " of " + c.arguments()))
                .containsExactly(
                        "SUM of [(x + [1, 2].size())]",
                        "PERCENTILE of [x]",
                        "COUNT_DISTINCT of [x]",
                        "COUNT_DISTINCT of [x]",
                        "TOP_K of [[x, 1][0]]",
                        "TOP_K of [x]",
                        "HISTOGRAM of [x]",
                        "EWMA of [x]",
                        "COLLECT of ['a,b' + x]",
                        "MAX_BY of [x, y]",
                        "MEDIAN of [x]");
        assertThat(compute.get(0).condition().orElseThrow().source()).isEqualTo("y > 2");
        assertThat(compute.get(0).condition().orElseThrow().column()).isEqualTo(37);
        assertThat(compute.get(1).parameters().fraction()).isEqualTo("0.99");
        assertThat(compute.get(2).parameters().limit()).isEqualTo(500);
        assertThat(compute.get(2).parameters().approximate()).isFalse();
        assertThat(compute.get(3).parameters().approximate()).isTrue();
        assertThat(compute.get(4).parameters().count()).isEqualTo(3);
        assertThat(compute.get(4).parameters().approximate()).isTrue();
        assertThat(compute.get(5).parameters().limit()).isEqualTo(20);
        assertThat(compute.get(6).parameters().bounds().stream().map(BigDecimal::toPlainString))
                .containsExactly("-1.5", "0", "1000");
        assertThat(compute.get(7).parameters().halfLife()).isEqualTo(Duration.ofSeconds(90));
        assertThat(compute.get(8).parameters().count()).isEqualTo(7);
        assertThat(compute.get(9).call()).isEqualTo("maxBy(x, y)");
        assertThat(compute.get(10).parameters().fraction()).isEqualTo("0.5");
    }

    @Test
    void an_argument_knows_its_place_also_in_quotes() {
        AggregateSettings settings =
                settings(WINDOW + "compute:\n  a: 'sum( size(''x)'') + b )'\n  c: |\n    sum(\n      d )\n");

        assertThat(settings.compute().get(0).argument().source()).isEqualTo("size('x)') + b");
        assertThat(settings.compute().get(0).argument().line()).isEqualTo(3);
        assertThat(settings.compute().get(0).argument().column()).isEqualTo(12);
        assertThat(settings.compute().get(1).argument().line()).isEqualTo(6);
        assertThat(settings.compute().get(1).argument().column()).isEqualTo(7);
    }

    @Test
    void a_stored_step_keeps_every_place() {
        String yaml = "- aggregate:\n    by: [a, {}]\n".replace(", {}", "")
                + "    window: {tumbling: 1m}\n    compute:\n      s: \"sum(\\u0061 + b)\"\n      n: count()\n";
        Problems problems = new Problems();
        Step step = StepReader.read(new NodeAt(Documents.read(yaml).roots().get(0), "", problems))
                .get(0);
        Step back = Step.fromTree(JsonTree.readObject(JsonTree.write(step.toTree())));

        assertThat(problems.list()).isEmpty();
        assertThat(back.settings()).isEqualTo(step.settings());
        assertThat(back).isEqualTo(step);
    }

    private record Row(String yaml, String problems) {}

    private static final List<Row> MISTAKES = List.of(
            new Row("5", "1:1: expected a mapping of settings for aggregate, found 5"),
            new Row(WINDOW, "1:1: \"compute\" is missing: expected what to compute, like total: sum(amount)"),
            new Row(
                    COMPUTE + "window: {sliding: 1m, offset: 1s}",
                    "2:23: \"offset\" has no meaning for a sliding window (it takes time)"),
            new Row(
                    COMPUTE + "window: {tumblin: 1m}",
                    "2:10: there is no setting \"tumblin\" in a window: expected count, cumulate, every, gap, hopping, lookback, max, offset, session, sliding, state, time, tumbling, zone (did you mean \"tumbling\"?)"),
            new Row(COMPUTE + "window: 1m", "2:9: expected global or a mapping like {tumbling: 1m}, found \"1m\""),
            new Row(
                    COMPUTE + "window: globl",
                    "2:9: expected global or a mapping like {tumbling: 1m}, found \"globl\" (did you mean \"global\"?)"),
            new Row(COMPUTE + "window: [1m]", "2:9: expected a mapping of settings for a window, found a list"),
            new Row(
                    COMPUTE + "window: {every: 1m}",
                    "2:9: a window needs a kind: expected one of tumbling, hopping, cumulate, sliding, lookback, session, count, state ({tumbling: 1m})"),
            new Row(
                    COMPUTE + "window: {tumbling: 1m, session: 1m}",
                    "2:24: a window has one kind, and \"tumbling\" is here already"),
            new Row(
                    COMPUTE + "window: {tumbling: 1m, every: 1s}",
                    "2:24: \"every\" has no meaning for a tumbling window (it takes offset, time, zone)"),
            new Row(
                    COMPUTE + "window: {hopping: 1m}",
                    "2:9: \"every\" is missing: expected how far windows lie apart, like 1m"),
            new Row(
                    COMPUTE + "window: {hopping: 1m, every: 2m}",
                    "2:30: expected at most the window's length 1m, found 2m"),
            new Row(
                    COMPUTE + "window: {hopping: 1m, every: 7s}",
                    "2:30: 1m is not a multiple of 7s: a hopping window is made of pieces of this length"),
            new Row(
                    COMPUTE + "window: {cumulate: 1d, every: 1s}",
                    "2:31: a window would be made of 86400 pieces, at most 10000 are possible"),
            new Row(
                    COMPUTE + "window: {hopping: 1m, every: 10s, offset: 10s}",
                    "2:43: expected less than \"every\", 10s, found 10s"),
            new Row(
                    COMPUTE + "window: {cumulate: 7d, every: 1d, offset: 7d}",
                    "2:43: expected less than the window's length 7d, found 7d"),
            new Row(
                    COMPUTE + "window: {hopping: 1d, every: 6h, zone: Europe/Paris}",
                    "2:40: a zone has a meaning for hopping windows that begin at midnights: \"every\" is 6h, not whole days (leave it out)"),
            new Row(
                    COMPUTE + "window: {session: 1m, zone: Europe/Paris}",
                    "2:23: \"zone\" has no meaning for a session window (it takes gap, max, time)"),
            new Row(
                    COMPUTE + "window: {session: 1m, gap: amount +}",
                    "2:35: the expression ends before it is complete (for YAML \" #\" starts a comment: put the whole expression in quotes if it holds one)"),
            new Row(COMPUTE + "window: {session: 0s}", "2:19: expected 1ms to 366d, found 0s"),
            new Row(COMPUTE + "window: {count: 0}", "2:17: expected a whole number from 1 to 1000000, found 0"),
            new Row(
                    COMPUTE + "window: {count: 10, every: 3}",
                    "2:28: 10 is not a multiple of 3: a counted window is made of pieces"),
            new Row(
                    COMPUTE + "window: {state: {open: amount > 1}}",
                    "2:17: \"close\" is missing: expected the condition of a window's last event"),
            new Row(
                    COMPUTE + "window: {state: {open: 'size(\"a\")', close: amount > 1}}",
                    "2:25: expected a condition that is true or false, this expression is of type int"),
            new Row(
                    COMPUTE + "window: {state: {open: amount > 1, close: amount < 1}}\nlate: {within: 1m}",
                    "3:16: nothing is late for a state window, which takes events as they come: \"within\" has no meaning (leave it out)"),
            new Row(
                    COMPUTE + "late: {to: x}",
                    "2:12: nothing is late without a window, which takes events as they come: \"to\" has no meaning (leave it out)"),
            new Row(
                    COMPUTE + "emit: on-close",
                    "2:7: without a window nothing closes, so that there would be no result: expected on-update, {every: 1s} or {count: 100} (leave it out for a result per event)"),
            new Row(
                    COMPUTE + WINDOW + "hotKeys: splt",
                    "3:10: expected one of split, found \"splt\" (did you mean \"split\"?)"),
            new Row(
                    COMPUTE + WINDOW + "emit: on-update\nhotKeys: split",
                    "4:10: events of a hot key cannot be put together before they meet: results leave after a number of events (emit) (leave it out)"),
            new Row(
                    COMPUTE + "window: {session: 1m}\nhotKeys: split",
                    "3:10: events of a hot key cannot be put together before they meet: which events are in a session window depends on the others (leave it out)"),
            new Row(
                    COMPUTE + WINDOW + "maxKeys: 7\nhotKeys: split",
                    "4:10: events of a hot key cannot be put together before they meet: bounds of state go by which group had an event last (leave it out)"),
            new Row(
                    COMPUTE + "window: {hopping: 1m, every: 10s}\nmaxKeys: 5",
                    "3:10: \"maxKeys\" with hopping windows is not built yet: what would go is a part of several windows (leave it out)"),
            new Row(COMPUTE + "window: {tumbling: 0s}", "2:20: expected 1ms to 366d, found 0s"),
            new Row(COMPUTE + "window: {tumbling: 367d}", "2:20: expected 1ms to 366d, found 367d"),
            new Row(
                    COMPUTE + "window: {tumbling: 1m, offset: 60s}",
                    "2:32: expected less than the window's length 1m, found 1m"),
            new Row(
                    COMPUTE + "window: {tumbling: 1d, zone: Europe/Pari}",
                    "2:30: \"Europe/Pari\" is not a time zone: expected a name like Europe/Paris or an offset like +01:00 (did you mean \"Europe/Paris\"?)"),
            new Row(
                    COMPUTE + "window: {tumbling: 36h, zone: Europe/Paris}",
                    "2:20: with a zone a window longer than a day is whole days, this one is 36h"),
            new Row(
                    COMPUTE + "window: {tumbling: 1m, time: procesing}",
                    "2:30: expected one of event, processing, found \"procesing\" (did you mean \"processing\"?)"),
            new Row(
                    COMPUTE + "window: {tumbling: 1m, time: processing}\nlate: {within: 1m}",
                    "3:7: nothing is late by the clock: \"late\" has no meaning with time: processing (leave it out)"),
            new Row(COMPUTE + WINDOW + "late: {within: 400d}", "3:16: expected 0s to 366d, found 400d"),
            new Row(
                    COMPUTE + WINDOW + "late: {mode: retract}",
                    "3:14: expected one of accumulating, retracting, found \"retract\" (did you mean \"retracting\"?)"),
            new Row(
                    COMPUTE + WINDOW + "late: {to: Late}",
                    "3:12: \"Late\" is not a name: expected 1 to 100 of a-z, 0-9, . and -, first and last of a-z and 0-9 (did you mean \"late\"?)"),
            new Row(
                    COMPUTE + WINDOW + "emit: on-closed",
                    "3:7: expected one of on-close, on-update, {every: 1s}, {count: 100}, found \"on-closed\" (did you mean \"on-close\"?)"),
            new Row(COMPUTE + WINDOW + "emit: {every: 9ms}", "3:15: expected 10ms to 366d, found 9ms"),
            new Row(
                    COMPUTE + WINDOW + "emit: {}",
                    "3:7: expected every, a duration like 1s, or count, a number of events, or both"),
            new Row(
                    COMPUTE + WINDOW + "emit: [on-close]",
                    "3:7: expected on-close, on-update, {every: 1s} or {count: 100}, found a list"),
            new Row(COMPUTE + WINDOW + "ttl: 0s", "3:6: expected 1ms to 366d, found 0s"),
            new Row(
                    COMPUTE + WINDOW + "ttl: soon",
                    "3:6: \"soon\" is not a duration: expected a whole number and ms, s, m, h or d, like 250ms or 10m"),
            new Row(COMPUTE + WINDOW + "maxKeys: 0", "3:10: expected a whole number from 1 to 1000000000, found 0"),
            new Row(
                    COMPUTE + WINDOW + "maxKeys: many",
                    "3:10: expected a whole number from 1 to 1000000000, found the text \"many\""),
            new Row(COMPUTE + WINDOW + "maxBytes: 1023", "3:11: expected 1KiB to 1024GiB, found 1023"),
            new Row(COMPUTE + WINDOW + "maxBytes: 1025GiB", "3:11: expected 1KiB to 1024GiB, found 1025GiB"),
            new Row(
                    COMPUTE + WINDOW + "maxBytes: 64MB",
                    "3:11: \"64MB\" is not a number of bytes: expected a whole number, alone or with KiB, MiB or GiB, like 64MiB"),
            new Row(
                    COMPUTE + WINDOW + "maxkeys: 5",
                    "3:1: there is no setting \"maxkeys\" in aggregate: expected by, compute, emit, hotKeys, late, maxBytes, maxKeys, ttl, window (did you mean \"maxKeys\"?)"),
            new Row(
                    COMPUTE + WINDOW + "bye: card",
                    "3:1: there is no setting \"bye\" in aggregate: expected by, compute, emit, hotKeys, late, maxBytes, maxKeys, ttl, window (did you mean \"by\"?)"),
            new Row(
                    COMPUTE + WINDOW + "by: at.zone",
                    "3:5: the result needs a name for \"at.zone\" (write by: {zone: at.zone})"),
            new Row(
                    COMPUTE + WINDOW + "by: [card, crd]",
                    "3:12: there is no field \"crd\" at this step (did you mean \"card\"?)"),
            new Row(COMPUTE + WINDOW + "by: [card, card]", "3:12: \"card\" is named twice in by"),
            new Row(
                    COMPUTE + WINDOW + "by: []",
                    "3:5: expected a field path, a list of them or a mapping of name to expression, found an empty list"),
            new Row(
                    COMPUTE + WINDOW + "by: {}",
                    "3:5: expected a mapping of name to expression, found an empty one (leave it out for one group)"),
            new Row(
                    COMPUTE + WINDOW + "by: {pane: card}",
                    "3:6: every result has a field \"pane\" of its own: choose another name"),
            new Row(
                    COMPUTE + WINDOW + "by: {a.b: card}",
                    "3:6: \"a.b\" is not a name for a field of the result: expected one without dots"),
            new Row(
                    WINDOW + "by: card\ncompute: {card: count()}",
                    "3:11: \"card\" is a field the events are grouped by: give the computed value another name"),
            new Row(
                    WINDOW + "compute: {windowEnd: count()}",
                    "2:11: every result has a field \"windowEnd\" of its own: choose another name"),
            new Row(
                    WINDOW + "compute: {}",
                    "2:10: expected a mapping of name to aggregate, like total: sum(amount), found an empty one"),
            new Row(
                    WINDOW + "compute: [count()]",
                    "2:10: expected a mapping of name to aggregate, like total: sum(amount), found a list"));

    private static final List<Row> COMPUTATIONS = List.of(
            new Row(
                    "summ(amount)",
                    "3:6: there is no aggregate \"summ\": expected one of count, countIf, sum, avg, min, max, minBy, maxBy, first, last, countDistinct, variance, stddev, correlation, median, percentile, topK, bottomK, collect, collectSet, histogram, delta, rate, ewma (did you mean \"sum\"?)"),
            new Row(
                    "sum(amount).where(card)).where(card)",
                    "3:29: an aggregate stands alone: \").where(card)\" is not expected behind it (calculate with its result in a map step behind this one)"),
            new Row(
                    "sum(amount).where(crd > 2)",
                    "3:24: there is no field \"crd\" at this step (did you mean \"card\"?)"),
            new Row(
                    "sum(amount) . where( 1 + 1 )",
                    "3:27: where needs a condition that is true or false, this expression is of type int"),
            new Row("sum(amount).where( )", "3:25: where needs a condition that is true or false here, found nothing"),
            new Row("sum(amount).where(card", "3:23: the bracket that opens here is not closed"),
            new Row(
                    "sum(amount).were(card)",
                    "3:17: an aggregate stands alone: \".were(card)\" is not expected behind it (calculate with its result in a map step behind this one)"),
            new Row("percentile(amount)", "3:16: percentile needs 2 arguments, like percentile(x, 0.99): found 1"),
            new Row(
                    "percentile(amount, 1.01)",
                    "3:25: percentile needs a number from 0 to 1 (both inclusive) as second argument, like percentile(x, 0.99), found 1.01"),
            new Row(
                    "percentile(amount, card)",
                    "3:25: percentile needs a number from 0 to 1 (both inclusive) as second argument, like percentile(x, 0.99), found card"),
            new Row(
                    "percentile(amount, )",
                    "3:25: percentile needs a number from 0 to 1 (both inclusive) as second argument, like percentile(x, 0.99), found nothing"),
            new Row(
                    "percentile(amount, 0.5, 0.9)",
                    "3:30: percentile takes 2 arguments, like percentile(x, 0.99): found 3"),
            new Row("topK([amount, 1][0])", "3:10: topK needs 2 or 3 arguments, like topK(x, 10): found 1"),
            new Row(
                    "topK(amount, 0)",
                    "3:19: topK needs a whole number from 1 to 1000 as second argument, like topK(x, 10), found 0"),
            new Row(
                    "topK(amount, 3, aproximate)",
                    "3:22: topK needs a whole number from 1 to 100000, or approximate, as third argument, like topK(x, 10, 5000), found aproximate"),
            new Row(
                    "bottomK(amount, 3, approximate)",
                    "3:25: bottomK needs a whole number from 1 to 100000 as third argument, like bottomK(x, 10, 5000), found approximate"),
            new Row(
                    "countDistinct(amount, 100001)",
                    "3:28: countDistinct needs a whole number from 1 to 100000, or approximate, as second argument, like countDistinct(x, 5000), found 100001"),
            new Row(
                    "'countDistinct({\"a\": amount})'",
                    "3:21: countDistinct needs numbers, texts or booleans, this expression is of type map"),
            new Row(
                    "collect(amount, 10001)",
                    "3:22: collect needs a whole number from 1 to 10000 as second argument, like collect(x, 100), found 10001"),
            new Row(
                    "collectSet(amount, 2.5)",
                    "3:25: collectSet needs a whole number from 1 to 100000 as second argument, like collectSet(x, 5000), found 2.5"),
            new Row(
                    "histogram(amount, [10, 10])",
                    "3:24: histogram needs a list of 1 to 1000 ascending numbers as second argument, like histogram(x, [10, 100]), found [10, 10]"),
            new Row(
                    "histogram(amount, [])",
                    "3:24: histogram needs a list of 1 to 1000 ascending numbers as second argument, like histogram(x, [10, 100]), found []"),
            new Row(
                    "histogram(amount, 10)",
                    "3:24: histogram needs a list of 1 to 1000 ascending numbers as second argument, like histogram(x, [10, 100]), found 10"),
            new Row(
                    "ewma(amount, 1m)",
                    "3:19: ewma needs a duration in quotes, 1ms to 366d, as second argument, like ewma(x, \"1m\"), found 1m"),
            new Row(
                    "ewma(amount, '0s')",
                    "3:19: ewma needs a duration in quotes, 1ms to 366d, as second argument, like ewma(x, \"1m\"), found '0s'"),
            new Row("maxBy(card)", "3:11: maxBy needs 2 arguments, like maxBy(what, by): found 1"),
            new Row("maxBy(card, amount > 1)", "3:18: maxBy needs numbers or texts, this expression is of type bool"),
            new Row("correlation(amount, )", "3:26: correlation needs numbers here, found nothing"),
            new Row(
                    "correlation(size(card + ',)'), crd)",
                    "3:37: there is no field \"crd\" at this step (did you mean \"card\"?)"),
            new Row(
                    "sum(amount) / count()",
                    "3:18: an aggregate stands alone: \"/ count()\" is not expected behind it (calculate with its result in a map step behind this one)"),
            new Row("amount", "3:6: \"amount\" is not an aggregate: expected one like sum(amount)"),
            new Row("count", "3:6: \"count\" is not an aggregate: expected one like sum(amount) (write count())"),
            new Row("5", "3:6: \"5\" is not an aggregate: expected one like sum(amount)"),
            new Row("[a]", "3:6: expected an aggregate like sum(amount), found a list"),
            new Row("", "3:5: expected an aggregate like sum(amount), found nothing"),
            new Row("sum(amount", "3:9: the bracket that opens here is not closed"),
            new Row("sum(size(card)", "3:9: the bracket that opens here is not closed"),
            new Row("sum()", "3:9: sum needs numbers between its brackets"),
            new Row("first( )", "3:11: first needs an expression between its brackets"),
            new Row("sum(amuont)", "3:10: there is no field \"amuont\" at this step (did you mean \"amount\"?)"),
            new Row("\"sum( amuont )\"", "3:12: there is no field \"amuont\" at this step (did you mean \"amount\"?)"),
            new Row(
                    "\"sum(\\u0061muont)\"",
                    "3:11: there is no field \"amuont\" at this step (did you mean \"amount\"?)"),
            new Row("sum(amount + crd)", "3:19: there is no field \"crd\" at this step (did you mean \"card\"?)"),
            new Row(
                    "countIf(1 + 1)",
                    "3:14: countIf needs a condition that is true or false, this expression is of type int"),
            new Row("sum(amount > 5)", "3:10: sum needs numbers, this expression is of type bool"),
            new Row("max(string(amount) == card)", "3:10: max needs numbers or texts, this expression is of type bool"),
            new Row("min(amount, card)", "3:18: min takes 1 argument, like min(x): found 2"));

    @TestFactory
    Stream<DynamicTest> settings_with_a_mistake() {
        return MISTAKES.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.yaml,
                        () -> assertThat(problems(row.yaml, CARDS)).containsExactly(row.problems.split("\n"))));
    }

    @TestFactory
    Stream<DynamicTest> computations_with_a_mistake() {
        return COMPUTATIONS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        "x: " + row.yaml,
                        () -> assertThat(problems(WINDOW + "compute:\n  x: " + row.yaml + "\n", CARDS))
                                .containsExactly(row.problems)));
    }

    @Test
    void all_mistakes_in_one_answer() {
        assertThat(problems(
                        "by: crd\nwindow: {tumbling: 1y}\nlate: {within: soon}\ncompute: {a: mean(b), c: count()}\nemit: now",
                        CARDS))
                .hasSize(5);
    }
}
