package dev.millrace.testkit;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problems;
import dev.millrace.model.step.Step;
import dev.millrace.model.step.StepReader;
import java.util.List;

/** Reads a step as it stands in a pipeline. Stateless; any thread. */
public final class StepText {

    private StepText() {}

    /**
     * The step; the text's first line is line 1.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    public static Step read(String yaml) {
        Documents documents = Documents.read(yaml);
        Problems problems = new Problems();
        documents.problems().forEach(problems::add);
        List<Step> steps = StepReader.read(new NodeAt(new Node.Sequence(1, 1, documents.roots()), "/steps", problems));
        if (problems.count() > 0 || steps.size() != 1) {
            throw new IllegalArgumentException("expected one valid step, found " + problems.list() + " in:\n" + yaml);
        }
        return steps.get(0);
    }
}
