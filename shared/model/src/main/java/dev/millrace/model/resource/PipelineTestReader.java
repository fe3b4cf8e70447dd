package dev.millrace.model.resource;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a pipeline's {@code tests:}. Stateless; any thread. */
final class PipelineTestReader {

    private PipelineTestReader() {}

    /**
     * @param inputs streams that may be given
     * @param outputs streams that may be expected
     */
    static List<PipelineTest> read(NodeAt list, List<String> inputs, List<String> outputs) {
        List<PipelineTest> tests = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (NodeAt at :
                list.items("a list of tests with name, given and expect").orElse(List.of())) {
            KnownKeys keys = KnownKeys.of(at, "a test", Set.of("name", "given", "expect"), Set.of());
            Optional<NodeAt> nameAt = keys.require("name", "what the test shows");
            Optional<String> name = nameAt.flatMap(value -> value.scalarText("a name"));
            name.filter(text -> !names.add(text))
                    .ifPresent(text -> nameAt.get().refuse("another test is called \"" + text + "\"", null));
            Map<String, List<Map<String, Object>>> given = keys.require("given", "events by stream")
                    .map(value -> rows(value, "given", inputs))
                    .orElse(Map.of());
            Map<String, List<Map<String, Object>>> expect = keys.require("expect", "rows by stream")
                    .map(value -> rows(value, "expect", outputs))
                    .orElse(Map.of());
            tests.add(new PipelineTest(name.orElse(""), given, expect, at.node().line()));
        }
        return tests;
    }

    private static Map<String, List<Map<String, Object>>> rows(NodeAt at, String what, List<String> streams) {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        at.entries("rows by stream").orElse(Map.of()).forEach((stream, list) -> {
            if (!streams.contains(stream)) {
                at.refuseKey(
                        stream,
                        "\"" + stream + "\" cannot stand under " + what + ": this pipeline has "
                                + String.join(", ", streams) + " there",
                        NearestName.suggestion(stream, streams));
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            for (NodeAt row : list.items("a list of events").orElse(List.of())) {
                if (row.node() instanceof Node.Mapping mapping) {
                    rows.add(plain(mapping));
                } else {
                    row.refuse(
                            "expected an event like {amount: 5}, found "
                                    + row.node().shape(),
                            null);
                }
            }
            all.put(stream, rows);
        });
        return all;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(Node.Mapping mapping) {
        return (Map<String, Object>) mapping.toPlain();
    }
}
