package dev.millrace.platform.stages;

import dev.millrace.engine.io.StageTopics;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.Platform;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks now and then, one request for all of them, whether the topics of running stages are still those they were planned for: a consumer whose topic is gone
 * just waits, and one whose topic was made again under its name would read another stream. What is seen twice in a row counts: a broker that has just come
 * may not know all topics yet.
 */
final class TopicWatch implements AutoCloseable {

    private static final long EVERY_MILLIS = 5_000;

    private final Platform platform;
    private final Supplier<Collection<Stage>> stages;
    private final BiConsumer<Stage, String> onLost;
    private final long timer;
    private final Map<String, String> suspected = new ConcurrentHashMap<>();

    /**
     * @param stages those that run; the owner's context
     * @param onLost told of each stage that cannot go on, with a sentence; any thread, and again while the stage runs
     */
    TopicWatch(Platform platform, Supplier<Collection<Stage>> stages, BiConsumer<Stage, String> onLost) {
        this.platform = platform;
        this.stages = stages;
        this.onLost = onLost;
        timer = platform.vertx().setPeriodic(EVERY_MILLIS, nothing -> look());
    }

    private void look() {
        Collection<Stage> running = List.copyOf(stages.get());
        if (running.isEmpty()) {
            return;
        }
        TreeSet<String> names = new TreeSet<>();
        suspected.keySet().retainAll(running.stream().map(Stage::id).toList());
        running.forEach(stage -> StageTopics.of(stage).forEach(topic -> names.add(topic.stream())));
        Map<String, KafkaFuture<TopicDescription>> asked =
                platform.admin().describeTopics(names).topicNameValues();
        KafkaFuture.allOf(asked.values().toArray(KafkaFuture[]::new)).whenComplete((nothing, error) -> {
            Map<String, TopicDescription> found = new LinkedHashMap<>();
            asked.forEach((name, answer) -> answer.whenComplete((topic, refused) -> {
                // Kafka that does not answer says nothing about its topics.
                if (refused == null || refused instanceof UnknownTopicOrPartitionException) {
                    found.put(name, topic);
                }
            }));
            running.forEach(stage -> compare(stage, found));
        });
    }

    private void compare(Stage stage, Map<String, TopicDescription> found) {
        for (StreamRef topic : StageTopics.of(stage)) {
            Optional<String> mistake = found.containsKey(topic.stream())
                    ? StageTopics.mistake(topic, found.get(topic.stream()))
                    : Optional.<String>empty();
            if (mistake.isPresent()) {
                if (mistake.get().equals(suspected.put(stage.id(), mistake.get()))) {
                    onLost.accept(stage, mistake.get());
                }
                return;
            }
        }
        suspected.remove(stage.id());
    }

    @Override
    public void close() {
        platform.vertx().cancelTimer(timer);
    }
}
