package dev.millrace.platform.stages;

import dev.millrace.engine.trial.StageTrial;
import dev.millrace.model.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trial gave, as a tree: {@code {"output": [items], "deadLetters": [{"value", "step", "detail", "line", "column"}], "late":
 * [{"value"}]}}. Stateless.
 */
final class TrialAnswer {

    private TrialAnswer() {}

    static Map<String, Object> toTree(StageTrial.Outcome outcome) {
        List<Object> deadLetters = new ArrayList<>();
        for (StageTrial.DeadLetter dead : outcome.deadLetters()) {
            Map<String, Object> letter = new LinkedHashMap<>();
            letter.put("value", JsonTree.read(dead.value()));
            letter.put("step", dead.step());
            letter.put("detail", dead.failure().detail());
            letter.put("line", (long) dead.failure().line());
            letter.put("column", (long) dead.failure().column());
            deadLetters.add(letter);
        }
        List<Map<String, Object>> late = outcome.late().stream()
                .map(event -> Map.of("value", JsonTree.read(event.value())))
                .toList();
        return Map.of("output", TrialItems.write(outcome.output()), "deadLetters", deadLetters, "late", late);
    }
}
