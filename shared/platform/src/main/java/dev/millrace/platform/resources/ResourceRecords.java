package dev.millrace.platform.resources;

import dev.millrace.model.json.JsonTree;
import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.Resource;
import dev.millrace.model.resource.ResourceReader;
import dev.millrace.model.resource.StartAt;
import dev.millrace.model.resource.StreamResource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The stored form of resources: key {@code stream/<name>} or {@code pipeline/<name>}, value JSON that starts with a format number. */
public final class ResourceRecords {

    private static final int FORMAT = 1;
    private static final String STREAM = "stream/";
    private static final String PIPELINE = "pipeline/";

    private ResourceRecords() {}

    public static String streamKey(String name) {
        return STREAM + name;
    }

    public static String pipelineKey(String name) {
        return PIPELINE + name;
    }

    public static byte[] write(StoredStream stream) {
        Map<String, Object> tree = start();
        tree.put("resource", stream.resource().document());
        tree.put("implied", stream.implied());
        tree.put("ref", stream.ref().toTree());
        return JsonTree.write(tree);
    }

    public static byte[] write(StoredPipeline pipeline) {
        Map<String, Object> tree = start();
        tree.put("resource", pipeline.resource().document());
        tree.put("goal", pipeline.goal().name());
        tree.put("plan", pipeline.plan().toTree());
        if (pipeline.next() != null) {
            tree.put("next", pipeline.next().toTree());
            tree.put("beginsAnew", pipeline.anew() != null);
            if (pipeline.anew() != null) {
                tree.put("anew", pipeline.anew().text());
            }
        }
        return JsonTree.write(tree);
    }

    private static Map<String, Object> start() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", (long) FORMAT);
        return tree;
    }

    /**
     * The catalog after one more record.
     *
     * @param value null where the resource was deleted
     * @throws IllegalStateException with a sentence when the record is of a newer format
     */
    @SuppressWarnings("unchecked")
    public static Catalog apply(Catalog catalog, String key, byte[] value) {
        Map<String, Object> tree = value == null ? null : (Map<String, Object>) JsonTree.read(value);
        if (tree != null && ((Number) tree.get("format")).intValue() > FORMAT) {
            throw new IllegalStateException("the resource " + key + " has format " + tree.get("format")
                    + "; this version reads up to format " + FORMAT + ": start a newer Millrace");
        }
        if (key.startsWith(STREAM)) {
            return catalog.with(key.substring(STREAM.length()), tree == null ? null : stream(tree));
        }
        return catalog.with(key.substring(PIPELINE.length()), tree == null ? null : pipeline(tree));
    }

    @SuppressWarnings("unchecked")
    private static StoredStream stream(Map<String, Object> tree) {
        return new StoredStream(
                (StreamResource) resource(tree), (Boolean) tree.get("implied"), StreamRef.fromTree((Map<String, Object>)
                        tree.get("ref")));
    }

    @SuppressWarnings("unchecked")
    private static StoredPipeline pipeline(Map<String, Object> tree) {
        Map<String, Object> next = (Map<String, Object>) tree.get("next");
        PipelineResource resource = (PipelineResource) resource(tree);
        return new StoredPipeline(
                resource,
                StoredPipeline.Goal.valueOf((String) tree.get("goal")),
                Plan.fromTree((Map<String, Object>) tree.get("plan")),
                next == null ? null : Plan.fromTree(next),
                Boolean.TRUE.equals(tree.get("beginsAnew")) ? anew(tree, resource) : null);
    }

    /** Who wrote before there were replays meant the pipeline's own start. */
    private static StartAt anew(Map<String, Object> tree, PipelineResource resource) {
        return tree.get("anew") instanceof String text
                ? StartAt.parse(text)
                : resource.spec().start();
    }

    private static Resource resource(Map<String, Object> tree) {
        return ResourceReader.read(new String(JsonTree.write(tree.get("resource")), StandardCharsets.UTF_8))
                .resources()
                .get(0);
    }
}
