package dev.millrace.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One service of one process, as it announces itself each second to {@link #ADDRESS}. A value.
 *
 * @param instance the process
 * @param service the service's name
 * @param steps key words of the steps it has code for
 * @param ready whether the process can take work
 * @param obstacles what it waits for otherwise: sentence by name of check
 * @param since when the process started
 * @param member the process's address in the Hazelcast cluster
 * @param lite true = this member holds no data
 * @param kafka the process's view of Kafka
 */
public record Presence(
        String instance,
        String service,
        List<String> steps,
        boolean ready,
        Map<String, String> obstacles,
        Instant since,
        String member,
        boolean lite,
        KafkaFacts kafka) {

    /** The event-bus address of the announcements. */
    public static final String ADDRESS = "millrace.presence";

    public Presence {
        steps = List.copyOf(steps);
    }

    /** The form on the event bus and in {@code /v1/cluster}. */
    public JsonObject toJson() {
        JsonObject waiting = new JsonObject();
        obstacles.forEach(waiting::put);
        return new JsonObject()
                .put("instance", instance)
                .put("service", service)
                .put("steps", new JsonArray(steps))
                .put("ready", ready)
                .put("obstacles", waiting)
                .put("since", since.toString())
                .put("member", new JsonObject().put("address", member).put("lite", lite))
                .put(
                        "kafka",
                        new JsonObject()
                                .put("clusterId", kafka.clusterId())
                                .put("brokers", kafka.brokers())
                                .put("transactionVersion", kafka.transactionVersion())
                                .put("replicationFactor", kafka.replicationFactor())
                                .put("minInSyncReplicas", kafka.minInSyncReplicas())
                                .put("warnings", new JsonArray(kafka.warnings())));
    }

    static Presence fromJson(JsonObject json) {
        Map<String, String> obstacles = new LinkedHashMap<>();
        json.getJsonObject("obstacles").forEach(entry -> obstacles.put(entry.getKey(), (String) entry.getValue()));
        JsonObject member = json.getJsonObject("member");
        JsonObject kafka = json.getJsonObject("kafka");
        return new Presence(
                json.getString("instance"),
                json.getString("service"),
                texts(json.getJsonArray("steps")),
                json.getBoolean("ready"),
                obstacles,
                Instant.parse(json.getString("since")),
                member.getString("address"),
                member.getBoolean("lite"),
                new KafkaFacts(
                        kafka.getString("clusterId"),
                        kafka.getInteger("brokers"),
                        kafka.getInteger("transactionVersion"),
                        kafka.getInteger("replicationFactor").shortValue(),
                        kafka.getInteger("minInSyncReplicas"),
                        texts(kafka.getJsonArray("warnings"))));
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add((String) item));
        return texts;
    }
}
