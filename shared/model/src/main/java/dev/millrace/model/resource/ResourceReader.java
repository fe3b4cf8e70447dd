package dev.millrace.model.resource;

import dev.millrace.model.document.Documents;
import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Node;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads resources from YAML or JSON and finds everything that is wrong with them in one go. Stateless; any thread. */
public final class ResourceReader {

    /** The one version there is. */
    public static final String API_VERSION = "millrace.dev/v1";

    private static final List<String> KINDS = List.of("Stream", "Pipeline");
    private static final List<String> UNBUILT_KINDS = List.of("Table", "Connector");

    private ResourceReader() {}

    /** Reads any number of documents. */
    public static ResourceFile read(String text) {
        Documents documents = Documents.read(text);
        Problems problems = new Problems();
        documents.problems().forEach(problems::add);
        List<Resource> resources = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Node root : documents.roots()) {
            int before = problems.count();
            Optional<Resource> resource = resource(new NodeAt(root, "", problems));
            resource.ifPresent(found -> {
                if (!seen.add(found.kind() + " " + found.name())) {
                    problems.add(found.problem(
                            "/metadata/name",
                            "this file declares the " + found.kind() + " \"" + found.name() + "\" twice",
                            null));
                }
            });
            if (problems.count() == before) {
                resource.ifPresent(resources::add);
            }
        }
        if (documents.roots().isEmpty() && documents.problems().isEmpty()) {
            problems.add(new Problem(
                    "", 1, 1, "expected a resource with apiVersion, kind, metadata and spec, found nothing", null));
        }
        return new ResourceFile(resources, problems.list());
    }

    private static Optional<Resource> resource(NodeAt root) {
        if (!(root.node() instanceof Node.Mapping node)) {
            root.refuse(
                    "expected a resource with apiVersion, kind, metadata and spec, found "
                            + root.node().shape(),
                    null);
            return Optional.empty();
        }
        KnownKeys keys = KnownKeys.of(root, "a resource", Set.of("apiVersion", "kind", "metadata", "spec"), Set.of());
        keys.require("apiVersion", API_VERSION).ifPresent(at -> at.oneOf(List.of(API_VERSION)));
        Optional<String> name = keys.require("metadata", "{name: ...}").flatMap(ResourceReader::name);
        Optional<String> kind = keys.require("kind", "Stream or Pipeline").flatMap(ResourceReader::kind);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        if (kind.get().equals("Stream")) {
            NodeAt spec = keys.get("spec").orElse(empty(root));
            StreamSpec stream = StreamReader.read(spec);
            return name.map(given -> new StreamResource(given, stream, node));
        }
        Optional<NodeAt> spec = keys.require("spec", "what the pipeline does");
        return spec.flatMap(at -> PipelineReader.read(at, name.orElse("")))
                .flatMap(pipeline -> name.map(given -> new PipelineResource(given, pipeline, node)));
    }

    private static NodeAt empty(NodeAt root) {
        return new NodeAt(
                new Node.Mapping(root.node().line(), root.node().column(), List.of()), "/spec", root.problems());
    }

    private static Optional<String> kind(NodeAt at) {
        return at.text("Stream or Pipeline").filter(kind -> {
            if (UNBUILT_KINDS.contains(kind)) {
                at.refuse("the kind " + kind + " is not built yet: there are Stream and Pipeline", null);
            } else if (!KINDS.contains(kind)) {
                List<String> all = new ArrayList<>(KINDS);
                all.addAll(UNBUILT_KINDS);
                at.refuse(
                        "there is no kind \"" + kind + "\": expected Stream or Pipeline",
                        NearestName.suggestion(kind, all));
            }
            return KINDS.contains(kind);
        });
    }

    private static Optional<String> name(NodeAt metadata) {
        KnownKeys keys = KnownKeys.of(metadata, "metadata", Set.of("name", "labels", "annotations"), Set.of());
        return keys.require("name", "a name like payments").flatMap(ResourceReader::resourceName);
    }

    /** A name of a stream or pipeline. */
    static Optional<String> resourceName(NodeAt at) {
        return at.scalarText("a name like payments").filter(name -> {
            Optional<String> mistake = ResourceName.mistake(name);
            mistake.ifPresent(detail -> at.refuse(
                    detail,
                    ResourceName.nearest(name)
                            .map(near -> "did you mean \"" + near + "\"?")
                            .orElse(null)));
            return mistake.isEmpty();
        });
    }
}
