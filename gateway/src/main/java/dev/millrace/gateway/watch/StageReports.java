package dev.millrace.gateway.watch;

import dev.millrace.platform.stages.StageReport;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What services said last of their stages; older than 3 s is forgotten. Thread-safe. */
final class StageReports {

    private static final long EXPIRES_NANOS = TimeUnit.SECONDS.toNanos(3);

    private record Heard(JsonObject report, long nanos) {}

    private final Map<String, Heard> byMember = new ConcurrentHashMap<>();

    StageReports(Vertx vertx) {
        vertx.eventBus()
                .<JsonObject>consumer(
                        StageReport.ADDRESS,
                        message -> byMember.put(
                                message.body().getString("stage") + "@"
                                        + message.body().getString("instance"),
                                new Heard(message.body(), System.nanoTime())));
    }

    /** The reports of a stage, one for each process that runs it, the latest first. */
    List<JsonObject> of(String stage) {
        long now = System.nanoTime();
        byMember.values().removeIf(heard -> now - heard.nanos > EXPIRES_NANOS);
        return byMember.values().stream()
                .sorted(Comparator.comparingLong((Heard heard) -> now - heard.nanos))
                .map(Heard::report)
                .filter(report -> report.getString("stage").equals(stage))
                .toList();
    }
}
