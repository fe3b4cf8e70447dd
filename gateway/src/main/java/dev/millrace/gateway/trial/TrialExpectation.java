package dev.millrace.gateway.trial;

import dev.millrace.model.json.JsonTree;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.PipelineTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds what a trial run gave against what a pipeline's test expects. Pure. */
final class TrialExpectation {

    private TrialExpectation() {}

    /**
     * Every difference as a sentence; none when the test passed. A row matches a result that contains its fields; rows and results are in
     * order; nothing more may come. Dead letters and late events must be expected, too, in the streams where they go.
     */
    static List<String> differences(PipelineResource pipeline, PipelineTest test, TrialResults came) {
        List<String> differences = new ArrayList<>();
        String to = pipeline.spec().to();
        String deadLetters = pipeline.spec().deadLetters();
        test.expect().keySet().stream()
                .filter(stream -> !stream.equals(to)
                        && !stream.equals(deadLetters)
                        && !came.late().containsKey(stream))
                .forEach(stream -> differences.add("this pipeline does not write the stream \"" + stream + "\""));
        compare(to, rows(test, to), came.results(), differences);
        came.late().forEach((stream, events) -> compare(stream, rows(test, stream), events, differences));
        if (test.expect().containsKey(deadLetters)) {
            compare(deadLetters, rows(test, deadLetters), came.deadLetterValues(), differences);
        } else {
            came.deadLetters()
                    .forEach(letter -> differences.add("the step " + letter.get("step") + " (line " + letter.get("line")
                            + ") failed on " + JsonTree.writeText(letter.get("value")) + ": " + letter.get("detail")));
        }
        return differences;
    }

    private static List<Map<String, Object>> rows(PipelineTest test, String stream) {
        return test.expect().getOrDefault(stream, List.of());
    }

    private static void compare(
            String stream,
            List<Map<String, Object>> expected,
            List<Map<String, Object>> came,
            List<String> differences) {
        for (int i = 0; i < Math.max(expected.size(), came.size()); i++) {
            String row = "row " + (i + 1) + " of " + stream;
            if (i >= came.size()) {
                differences.add(row + ": expected " + JsonTree.writeText(expected.get(i)) + ", nothing came");
            } else if (i >= expected.size()) {
                differences.add(row + ": nothing more was expected, came " + JsonTree.writeText(came.get(i)));
            } else if (!contains(came.get(i), expected.get(i))) {
                differences.add(row + ": expected " + JsonTree.writeText(expected.get(i)) + ", came "
                        + JsonTree.writeText(came.get(i)));
            }
        }
    }

    private static boolean contains(Object came, Object expected) {
        if (expected instanceof Map<?, ?> fields) {
            return came instanceof Map<?, ?> map
                    && fields.entrySet().stream()
                            .allMatch(e -> map.containsKey(e.getKey()) && contains(map.get(e.getKey()), e.getValue()));
        }
        if (expected instanceof List<?> items) {
            if (!(came instanceof List<?> list) || list.size() != items.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!contains(list.get(i), items.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (expected instanceof Number a && came instanceof Number b) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        return Objects.equals(came, expected);
    }
}
