package dev.millrace.gateway.trial;

import dev.millrace.model.plan.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the stages of a trial gave, put together. One thread at a time. */
final class TrialResults {

    private final List<Map<String, Object>> results = new ArrayList<>();
    private final List<Map<String, Object>> deadLetters = new ArrayList<>();
    private final Map<String, List<Map<String, Object>>> late = new LinkedHashMap<>();

    /** Notes a stage's answer; gives what the next stage reads. */
    @SuppressWarnings("unchecked")
    List<Object> add(Stage stage, Map<String, Object> answer) {
        deadLetters.addAll((List<Map<String, Object>>) answer.get("deadLetters"));
        if (stage.keyed() != null && stage.keyed().late() != null) {
            List<Map<String, Object>> events = (List<Map<String, Object>>) answer.get("late");
            late.computeIfAbsent(stage.keyed().late().stream(), stream -> new ArrayList<>())
                    .addAll(values(events));
        }
        return (List<Object>) answer.get("output");
    }

    /** What left the last stage: events, and marks, which nobody expects. */
    @SuppressWarnings("unchecked")
    void results(List<Object> items) {
        for (Object item : items) {
            Map<String, Object> tree = (Map<String, Object>) item;
            if (tree.containsKey("value")) {
                results.add((Map<String, Object>) tree.get("value"));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> values(List<Map<String, Object>> events) {
        return events.stream()
                .map(event -> (Map<String, Object>) event.get("value"))
                .toList();
    }

    List<Map<String, Object>> results() {
        return results;
    }

    /** With step, line, column and detail. */
    List<Map<String, Object>> deadLetters() {
        return deadLetters;
    }

    List<Map<String, Object>> deadLetterValues() {
        return values(deadLetters);
    }

    /** Events by late stream. */
    Map<String, List<Map<String, Object>>> late() {
        return late;
    }
}
