package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.platform.resources.Catalog;
import java.util.List;
import java.util.function.Function;

/**
 * The plans of a file that was not applied.
 *
 * @param pipelines the file's pipelines
 * @param plans a plan for each
 * @param streams finds a stream of the file or the catalog, or gives null
 */
public record UnsavedPlans(List<PipelineResource> pipelines, List<Plan> plans, Function<String, StreamRef> streams) {

    /**
     * Reads and plans a file against what is there.
     *
     * @throws ProblemException 422 with all problems
     */
    public static UnsavedPlans of(Catalog catalog, String text) {
        ResourceFile file = ResourceReader.read(text);
        if (!file.isValid()) {
            throw new ProblemException(ProblemDetails.invalid("the document has problems", file.problems()));
        }
        Changes changes = new Changes(catalog, file.resources(), false);
        if (!changes.problems().isEmpty()) {
            throw new ProblemException(ProblemDetails.invalid("the document has problems", changes.problems()));
        }
        List<PipelineResource> pipelines = file.resources().stream()
                .filter(PipelineResource.class::isInstance)
                .map(PipelineResource.class::cast)
                .toList();
        return new UnsavedPlans(pipelines, pipelines.stream().map(changes::plan).toList(), changes::ref);
    }
}
