package dev.millrace.aggregate.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.AggregateProvider;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.document.Documents;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.Slice;
import dev.millrace.model.step.StepReader;
import dev.millrace.testkit.KeyedTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Runs of a step of one window and one group, whose functions are named by letters. Stateless; any thread. */
final class FunctionRuns {

    /** An event. */
    record Sample(long timeMillis, String json) {}

    private FunctionRuns() {}

    /** The step that computes these, each on a line of its own. */
    static String yaml(String compute) {
        return "aggregate:\n  window: {tumbling: 1000s}\n  compute:\n" + compute.replaceAll("(?m)^\\s*(?=\\S)", "    ");
    }

    /** The values of the one result, by name. */
    static Map<Character, String> values(KeyedTable table) {
        List<Event> emitted = table.watermark(Long.MAX_VALUE, List.of(), "").emitted();
        assertThat(emitted).hasSize(1);
        byte[] document = emitted.get(0).value();
        Map<Character, String> values = new TreeMap<>();
        for (char name = 'a'; name <= 'z'; name++) {
            long found = JsonScan.find(document, FieldPath.parse("" + name));
            if (found != Slice.ABSENT) {
                int from = Slice.from(found);
                values.put(name, new String(document, from, Slice.to(found) - from, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    /** What comes of events one by one. */
    static Map<Character, String> all(String compute, List<Sample> samples) {
        KeyedTable table = KeyedTable.of(yaml(compute));
        samples.forEach(sample -> table.in(sample.timeMillis(), sample.json(), ""));
        return values(table);
    }

    /** What comes of them in partial results of some 60 events. */
    static Map<Character, String> inParts(String compute, List<Sample> samples, Random random) {
        return inParts(compute, samples, random, 1 + random.nextInt(60));
    }

    /** What comes of them in partial results of so many events in the mean. */
    static Map<Character, String> inParts(String compute, List<Sample> samples, Random random, int each) {
        String yaml = yaml(compute);
        String list = "- " + yaml.replace("\n", "\n  ").stripTrailing();
        Rekeyer rekeyer = new AggregateProvider()
                .rekey(StepReader.read(new NodeAt(Documents.read(list).roots().get(0), "", new Problems()))
                        .get(0));
        KeyedTable table = KeyedTable.of(yaml);
        CombinedRun run = new CombinedRun(rekeyer, table);
        for (Sample sample : samples) {
            run.event(sample.timeMillis(), sample.json());
            if (random.nextInt(each) == 0) {
                run.commit();
            }
        }
        run.commit();
        assertThat(run.sent()).contains("p").doesNotContain("e");
        return values(table);
    }
}
