package dev.millrace.platform.stages;

import dev.millrace.engine.trial.StageTrial.Item;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.plan.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trial of one stage, as it goes over the event bus.
 *
 * @param items what the stage reads, as {@link TrialItems} writes them
 * @param writers how many tasks the trial of the stage before had; 0 when there is none
 */
public record TrialRequest(Stage stage, List<Item> items, int writers) {

    /**
     * The request's bytes.
     *
     * @param items trees: {@code {"stream", "timeMillis", "value"}}, and whatever an answer holds as its output
     */
    public static byte[] bytes(Stage stage, List<Object> items, int writers) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("stage", stage.toTree());
        tree.put("items", items);
        tree.put("writers", (long) writers);
        return JsonTree.write(tree);
    }

    /** The item that says that nothing follows in a stream anybody may write. */
    public static Map<String, Object> end(String stream) {
        WatermarkMarker.Entry end =
                new WatermarkMarker.Entry(0, WatermarkMarker.Status.ACTIVE, WatermarkMarker.END_OF_TIME);
        return TrialItems.write(new Item.Mark(stream, new WatermarkMarker(List.of(end))));
    }

    @SuppressWarnings("unchecked")
    static TrialRequest fromTree(Map<String, Object> tree) {
        return new TrialRequest(
                Stage.fromTree((Map<String, Object>) tree.get("stage")),
                TrialItems.read(tree.get("items")),
                ((Number) tree.get("writers")).intValue());
    }
}
