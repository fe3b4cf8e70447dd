package dev.millrace.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.step.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans: what they name, and that they survive storing. */
class PlannerTest {

    private static StreamRef ref(String name) {
        return new StreamRef(
                name,
                "id-of-" + name,
                name.length(),
                new EventKey(List.of(FieldPath.parse("a.b"))),
                new EventTime(FieldPath.parse("ts"), "epoch-ms"));
    }

    private static Plan plan(String pipeline, String from, String steps, int generation) throws StateLostException {
        String yaml = "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: " + pipeline + "}\nspec:\n  from: "
                + from + "\n"
                + (steps.isEmpty()
                        ? ""
                        : "  steps:\n" + steps.replace("; ", "\n").indent(4));
        PipelineResource resource =
                (PipelineResource) ResourceReader.read(yaml).resources().get(0);
        return Planner.plan(resource, generation, PlannerTest::ref, null);
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "p, '- filter: a > 1; - drop: b', 1, millrace.p_filter-1_1, pure steps are one stage named by the first",
        "p, '- map: {c: a}; - filter: c > 1', 7, millrace.p_map-1_7, the generation is part of the name",
        "a.b, '- name: keep; \u0020\u0020filter: a > 1', 2, millrace.a.b_keep_2, a step's own name wins and dots stay on their side",
        "p, '', 1, millrace.p_pass_1, no steps: a copy"
    })
    void stages(String pipeline, String steps, int generation, String id, String reason) throws StateLostException {
        Plan plan = plan(pipeline, "left", steps, generation);
        assertThat(plan.stages()).hasSize(1);
        assertThat(plan.stages().get(0).id()).isEqualTo(id);
        assertThat(plan.stages().get(0).home()).isEqualTo("transform-service");
        assertThat(plan.stages().get(0).output().stream()).isEqualTo(pipeline);
        assertThat(plan.stages().get(0).deadLetter().stream()).isEqualTo(pipeline + ".dead");
    }

    @Test
    void eachPartitionOfEachInputIsATask() throws StateLostException {
        assertThat(plan("p", "[ab, abcd]", "- filter: a > 1", 1).stages().get(0).tasks())
                .isEqualTo(6);
    }

    @Test
    void aStoredPlanIsTheSamePlan() throws StateLostException {
        Plan plan = plan("p", "[ab, abcd]", "- filter: a > 1; - map: {c: a * 2}; - rename: {c: d}", 3);
        Plan read = Plan.fromTree(JsonTree.readObject(JsonTree.write(plan.toTree())));
        assertThat(read.toTree()).isEqualTo(plan.toTree());
        List<Step> steps = read.stages().get(0).steps();
        assertThat(steps).extracting(Step::id).containsExactly("filter-1", "map-1", "rename-1");
        assertThat(steps).extracting(Step::line).containsExactly(7, 8, 9);
    }

    @Test
    void aNewerFormIsRefusedWithASentence() throws StateLostException {
        Map<String, Object> newer = new LinkedHashMap<>(plan("p", "ab", "", 1).toTree());
        newer.put("format", 3L);
        assertThatThrownBy(() -> Plan.fromTree(newer))
                .hasMessageContaining("format 3")
                .hasMessageContaining("start a newer Millrace");
    }

    @Test
    void explanationNamesTopicsGroupsAndTasks() throws StateLostException {
        Map<String, Object> tree = Explanation.tree(plan("p", "[ab, abcd]", "- filter: a > 1", 1));
        assertThat((String) tree.get("picture"))
                .isEqualTo("ab(2) + abcd(4) -> [transform-service: filter-1] -> p(1)\n");
        assertThat(JsonTree.writeText(tree))
                .contains("\"group\":\"millrace.p_filter-1_1\"")
                .contains("\"tasks\":[\"ab/0\",\"ab/1\",\"abcd/0\",\"abcd/1\",\"abcd/2\",\"abcd/3\"]");
    }
}
