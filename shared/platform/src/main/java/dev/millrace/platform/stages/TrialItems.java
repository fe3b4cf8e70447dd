package dev.millrace.platform.stages;

import dev.millrace.engine.trial.StageTrial.Item;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.json.JsonTree;
import dev.millrace.model.marker.WatermarkMarker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events and marks of a trial as trees: {@code {"stream", "timeMillis", "op", "value"}} or {@code {"stream", "mark"}} or
 * {@code {"stream", "partial"}}. Stateless. */
final class TrialItems {

    private TrialItems() {}

    static List<Object> write(List<Item> items) {
        return items.stream().map(item -> (Object) write(item)).toList();
    }

    static Map<String, Object> write(Item item) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("stream", item.stream());
        if (item instanceof Item.Arrival arrival) {
            tree.put("timeMillis", arrival.event().timeMillis());
            tree.put("op", arrival.event().op().name());
            tree.put("value", JsonTree.read(arrival.event().value()));
        } else if (item instanceof Item.Partial partial) {
            tree.put("partial", Base64.getEncoder().encodeToString(partial.partial()));
        } else if (item instanceof Item.Mark mark) {
            tree.put("mark", Base64.getEncoder().encodeToString(mark.marker().encode()));
        }
        return tree;
    }

    /** The offset of an event is its place in the list. */
    @SuppressWarnings("unchecked")
    static List<Item> read(Object trees) {
        List<Item> items = new ArrayList<>();
        for (Map<String, Object> tree : (List<Map<String, Object>>) trees) {
            String stream = (String) tree.get("stream");
            if (tree.get("mark") instanceof String mark) {
                byte[] marker = Base64.getDecoder().decode(mark.getBytes(StandardCharsets.US_ASCII));
                items.add(new Item.Mark(stream, WatermarkMarker.decode(marker)));
                continue;
            }
            if (tree.get("partial") instanceof String partial) {
                items.add(new Item.Partial(stream, Base64.getDecoder().decode(partial)));
                continue;
            }
            long time = ((Number) tree.get("timeMillis")).longValue();
            Op op = tree.get("op") instanceof String word ? Op.valueOf(word) : Op.INSERT;
            Origin origin = new Origin(stream, 0, items.size(), time, EventHeaders.NONE);
            items.add(new Item.Arrival(stream, new Event(JsonTree.write(tree.get("value")), null, time, op, origin)));
        }
        return items;
    }
}
