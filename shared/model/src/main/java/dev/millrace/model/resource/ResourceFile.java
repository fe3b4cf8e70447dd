package dev.millrace.model.resource;

import dev.millrace.model.document.Problem;
import java.util.List;

/**
 * What a text declares.
 *
 * @param resources those without problems, in order
 * @param problems all problems of the whole text, in order; when there is one, nothing should be applied
 */
public record ResourceFile(List<Resource> resources, List<Problem> problems) {

    public ResourceFile {
        resources = List.copyOf(resources);
        problems = List.copyOf(problems);
    }

    /** Whether there is nothing wrong. */
    public boolean isValid() {
        return problems.isEmpty();
    }
}
