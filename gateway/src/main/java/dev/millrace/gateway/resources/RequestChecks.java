package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.ResourceFile;
import dev.millrace.platform.resources.Catalog;
import java.util.List;

/** Whether a request and what it carries fit each other, and what is there. Pure. */
final class RequestChecks {

    private RequestChecks() {}

    /**
     * A PUT names its resource in the path; document and path must agree, and so must the ETag.
     *
     * @throws ProblemException 422 or 412
     */
    static void checkSingle(WriteRequest request, ResourceFile file, Catalog catalog) {
        if (request.kind().isEmpty()) {
            return;
        }
        Resource resource = file.resources().get(0);
        if (file.resources().size() > 1) {
            throw new ProblemException(
                    ProblemDetails.invalid("this route takes one document; POST /v1/apply takes several", List.of()));
        }
        if (!resource.kind().equals(request.kind())) {
            throw new ProblemException(ProblemDetails.invalid(
                    "the path is of a " + request.kind(),
                    List.of(resource.problem("/kind", "the document declares a " + resource.kind(), null))));
        }
        if (!resource.name().equals(request.name())) {
            throw new ProblemException(ProblemDetails.invalid(
                    "path and document disagree",
                    List.of(resource.problem("/metadata/name", "the path names \"" + request.name() + "\"", null))));
        }
        checkTag(request, catalog);
    }

    /** @throws ProblemException 412 when the resource is not the one the request knows */
    static void checkTag(WriteRequest request, Catalog catalog) {
        request.expectedTag().ifPresent(expected -> {
            Resource stored = find(catalog, request.kind(), request.name());
            if (stored == null || !(expected.equals("*") || expected.equals(EntityTag.of(stored)))) {
                throw new ProblemException(new ProblemDetails(
                        412,
                        "precondition-failed",
                        "The resource is not the one you know",
                        stored == null ? "there is none of that name" : "its ETag is " + EntityTag.of(stored)));
            }
        });
    }

    /** The resource as it is stored, or null. */
    static Resource find(Catalog catalog, String kind, String name) {
        if (kind.equals("Stream")) {
            return catalog.streams().containsKey(name)
                    ? catalog.streams().get(name).resource()
                    : null;
        }
        return catalog.pipelines().containsKey(name)
                ? catalog.pipelines().get(name).resource()
                : null;
    }
}
