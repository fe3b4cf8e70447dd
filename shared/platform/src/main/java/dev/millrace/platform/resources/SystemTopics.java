package dev.millrace.platform.resources;

import dev.millrace.platform.Platform;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Millrace's own topics: each one partition, compacted but for the lead. */
public final class SystemTopics {

    /** Streams, pipelines and their plans; written by the gateway that leads. */
    public static final String RESOURCES = "millrace.resources";
    /** States of pipelines and their reasons. */
    public static final String STATUS = "millrace.status";
    /** Holds no records: whoever owns its partition leads. */
    public static final String LEAD = "millrace.lead";

    private SystemTopics() {}

    /** Creates those that do not exist yet; any process may be the first. */
    public static Future<Void> ensure(Platform platform) {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : Set.of(RESOURCES, STATUS, LEAD)) {
            topics.add(new NewTopic(name, 1, platform.kafkaFacts().replicationFactor())
                    .configs(Map.of(
                            "cleanup.policy",
                            name.equals(LEAD) ? "delete" : "compact",
                            "min.insync.replicas",
                            String.valueOf(platform.kafkaFacts().minInSyncReplicas()))));
        }
        List<Future<Void>> created = new ArrayList<>();
        platform.admin()
                .createTopics(topics)
                .values()
                .values()
                .forEach(topic -> created.add(future(topic).recover(SystemTopics::unlessThere)));
        return Future.all(created).mapEmpty();
    }

    private static Future<Void> unlessThere(Throwable error) {
        return error instanceof TopicExistsException ? Future.succeededFuture() : Future.failedFuture(error);
    }

    /** Kafka's future as one of Vert.x, with the cause unwrapped; completes on a thread of the admin client. */
    public static <T> Future<T> future(KafkaFuture<T> kafka) {
        CompletionStage<T> stage = kafka.toCompletionStage();
        return Future.fromCompletionStage(stage)
                .recover(e -> Future.failedFuture(
                        e instanceof java.util.concurrent.CompletionException && e.getCause() != null
                                ? e.getCause()
                                : e));
    }
}
