package dev.millrace.engine.plan;

import dev.millrace.model.event.EventKey;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.step.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Pipelines and plans as tables have them. */
final class PlanTable {

    /** Streams of these tests: three keyed ones, one without a key. */
    private static final List<StreamRef> STREAMS =
            List.of(ref("pay", 4, "card", "at"), ref("two", 2, "card,shop", null), ref("loose", 3, null, null));

    private PlanTable() {}

    private static StreamRef ref(String name, int partitions, String key, String time) {
        return new StreamRef(
                name,
                "id-of-" + name,
                partitions,
                key == null
                        ? null
                        : new EventKey(Arrays.stream(key.split(","))
                                .map(FieldPath::parse)
                                .toList()),
                time == null ? null : new EventTime(FieldPath.parse(time), "iso8601"));
    }

    static StreamRef ref(String name) {
        return STREAMS.stream()
                .filter(stream -> stream.stream().equals(name))
                .findFirst()
                .orElseGet(() -> ref(name, 4, null, null));
    }

    /** A file's one pipeline, named p; steps are divided by {@code ;}, {@code agg(x)} is an aggregate grouped by x. */
    static PipelineResource pipeline(String from, String steps) {
        String lines = Arrays.stream(steps.split(";"))
                .map(String::strip)
                .filter(step -> !step.isEmpty())
                .map(PlanTable::step)
                .collect(Collectors.joining());
        ResourceFile file =
                ResourceReader.read("apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  from: "
                        + from + "\n  steps:\n" + lines);
        if (!file.isValid()) {
            throw new IllegalArgumentException(file.problems().toString());
        }
        return (PipelineResource) file.resources().get(0);
    }

    private static String step(String step) {
        if (!step.startsWith("agg(")) {
            return "    - " + step + "\n";
        }
        int close = step.indexOf(')');
        String by = step.substring("agg(".length(), close);
        String more = step.substring(close + 1).strip();
        return "    - aggregate:\n"
                + (by.isEmpty() ? "" : "        by: " + by + "\n")
                + (more.contains("window:") ? "" : "        window: {tumbling: 1m}\n")
                + Arrays.stream(more.split("/"))
                        .filter(line -> !line.isBlank())
                        .map(line -> "        " + line.strip() + "\n")
                        .collect(Collectors.joining())
                + (more.contains("compute:") ? "" : "        compute: {n: count()}\n");
    }

    static Plan plan(String from, String steps, int generation, Plan before) throws StateLostException {
        return Planner.plan(pipeline(from, steps), generation, PlanTable::ref, before);
    }

    /** The plan as one line a stage. */
    static String lines(Plan plan) {
        return plan.stages().stream().map(PlanTable::line).collect(Collectors.joining("\n"));
    }

    private static String line(Stage stage) {
        String steps = stage.steps().stream().map(Step::id).collect(Collectors.joining(" "));
        StringBuilder line = new StringBuilder(stage.id())
                .append(" @")
                .append(stage.home().replace("-service", ""))
                .append(": ")
                .append(stage.inputs().stream().map(PlanTable::topic).collect(Collectors.joining(" + ")))
                .append(" | ")
                .append(steps);
        if (stage.keyed() != null) {
            line.append(" | keyed ")
                    .append(stage.keyed().step())
                    .append(" in ")
                    .append(topic(stage.keyed().stateLog()))
                    .append(" late ")
                    .append(stage.keyed().late() == null ? "-" : stage.keyed().late().stream())
                    .append(" time ")
                    .append(
                            stage.keyed().time() == null
                                    ? "-"
                                    : stage.keyed().time().field());
        }
        if (stage.rekey() != null) {
            line.append(" | rekey ").append(stage.rekey().id());
        }
        return line.append(" | -> ").append(topic(stage.output())).toString();
    }

    /** {@code topic(partitions)}, with a star and the writing tasks where one stage alone writes it. */
    private static String topic(StreamRef ref) {
        return ref.stream() + "(" + ref.partitions() + ")" + (ref.writers() > 0 ? "*" + ref.writers() : "");
    }
}
