package dev.millrace.gateway.watch;

import dev.millrace.model.plan.Plan;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.platform.stages.StageReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the stages of a plan stand, from what services said of their tasks: sums, how far event time has come, and who holds it back. Made for one
 * answer; one thread.
 */
final class StageStatus {

    private static final List<String> TOTALS =
            List.of("lag", "deadLetters", "late", "keys", "stateBytes", "openWindows", "waitingEvents");

    private final Plan plan;
    private final Map<String, List<JsonObject>> tasks = new LinkedHashMap<>();
    private final Map<String, JsonArray> restoring = new LinkedHashMap<>();
    private final Map<String, Integer> restarts = new LinkedHashMap<>();

    StageStatus(Plan plan) {
        this.plan = plan;
    }

    /** Takes what one process said of one stage. */
    void heard(JsonObject report) {
        String stage = report.getString("stage");
        restarts.merge(stage, report.getInteger("restarts"), Integer::sum);
        List<JsonObject> all = tasks.computeIfAbsent(stage, first -> new ArrayList<>());
        for (Object item : report.getJsonArray("tasks")) {
            all.add(((JsonObject) item).copy().put("instance", report.getString("instance")));
        }
        JsonArray read = restoring.computeIfAbsent(stage, first -> new JsonArray());
        for (Object item : report.getJsonArray(StageReport.RESTORING)) {
            read.add(((JsonObject) item).copy().put("instance", report.getString("instance")));
        }
    }

    /** One entry a stage, in the plan's order. */
    JsonArray stages() {
        JsonArray stages = new JsonArray();
        plan.stages().forEach(stage -> stages.add(stage(stage)));
        return stages;
    }

    /** One sentence for each stage that restores its state, and one for each that has open windows. */
    JsonArray explanation() {
        JsonArray sentences = new JsonArray();
        for (Stage stage : plan.stages()) {
            JsonArray read = restoring.getOrDefault(stage.id(), new JsonArray());
            if (!read.isEmpty()) {
                double least = read.stream()
                        .mapToDouble(task -> ((JsonObject) task).getDouble("share"))
                        .min()
                        .orElse(0);
                sentences.add(count(read.size(), "task") + " of " + stage.id()
                        + (read.size() == 1 ? " reads its" : " read their") + " state after a change of owner, "
                        + Math.round(least * 100) + " % done");
            }
            long windows = (long) sum(stage, "openWindows");
            if (windows > 0) {
                long events = (long) sum(stage, "waitingEvents");
                sentences.add(count(windows, "window") + " with " + count(events, "event")
                        + (windows == 1 ? " waits" : " wait") + " for the watermark" + holder(stage));
            }
        }
        return sentences;
    }

    private String holder(Stage stage) {
        Optional<JsonObject> slowest = slowest(stage);
        if (slowest.isEmpty()) {
            return ", while all its inputs are silent";
        }
        JsonObject holder = heldBackBy(stage, slowest.get());
        String at = holder.getString("watermark");
        return ", which partition " + holder.getInteger("partition") + " of " + holder.getString("stream")
                + (at == null ? " holds: nothing is known of its time yet" : " holds at " + at);
    }

    /** Who holds back the task that reads that partition; null where nothing is known of it. */
    JsonObject heldBackBy(Stage stage, int task) {
        return of(stage).stream()
                .filter(said -> stage.task(said.getString("stream"), said.getInteger("partition")) == task)
                .findFirst()
                .filter(said -> !said.getBoolean("idle", false))
                .map(said -> heldBackBy(stage, said))
                .orElse(null);
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private JsonObject stage(Stage stage) {
        JsonObject answer = new JsonObject()
                .put("id", stage.id())
                .put("service", stage.home())
                .put("restarts", restarts.getOrDefault(stage.id(), 0))
                .put("readPerSecond", sum(stage, "readPerSecond"))
                .put("writtenPerSecond", sum(stage, "writtenPerSecond"));
        JsonArray read = restoring.getOrDefault(stage.id(), new JsonArray());
        if (!read.isEmpty()) {
            answer.put(StageReport.RESTORING, read);
        }
        TOTALS.forEach(total -> answer.put(total, (long) sum(stage, total)));
        answer.put("oldestWindowCloses", oldest(stage));
        answer.put(StageReport.EVICTED, evicted(stage));
        Optional<JsonObject> slowest = slowest(stage);
        answer.put(
                "watermark",
                slowest.or(() -> least(of(stage))).map(StageStatus::watermark).orElse(null));
        answer.put("heldBackBy", slowest.map(task -> heldBackBy(stage, task)).orElse(null));
        JsonArray list = new JsonArray();
        of(stage).forEach(task -> {
            JsonObject shown = task.copy();
            shown.remove(StageReport.HELD_BACK_BY);
            list.add(shown);
        });
        return answer.put("tasks", list);
    }

    /** When the window closes that is to close first. */
    private String oldest(Stage stage) {
        return of(stage).stream()
                .map(task -> task.getString("oldestWindowCloses"))
                .filter(Objects::nonNull)
                .min(Comparator.comparing(Instant::parse))
                .orElse(null);
    }

    private List<JsonObject> of(Stage stage) {
        return tasks.getOrDefault(stage.id(), List.of());
    }

    /** The task that has come least far; one whose input is silent holds nobody back. */
    private Optional<JsonObject> slowest(Stage stage) {
        return least(of(stage).stream()
                .filter(task -> !task.getBoolean("idle", false))
                .toList());
    }

    private static Optional<JsonObject> least(List<JsonObject> tasks) {
        return tasks.stream()
                .min(Comparator.comparingLong(StageStatus::millis)
                        .thenComparing(task -> task.getString("stream"))
                        .thenComparing(task -> task.getInteger("partition")));
    }

    private static long millis(JsonObject task) {
        String watermark = watermark(task);
        if (watermark == null) {
            return Long.MIN_VALUE;
        }
        return watermark.equals(StageReport.END)
                ? Long.MAX_VALUE
                : Instant.parse(watermark).toEpochMilli();
    }

    private static String watermark(JsonObject task) {
        return task.getString("watermark");
    }

    /** Where a task waits for another stage of this pipeline, that one's task is named, and so on up to the source. */
    private JsonObject heldBackBy(Stage stage, JsonObject task) {
        Stage at = stage;
        JsonObject holder = task;
        int upstream = holder.getInteger(StageReport.HELD_BACK_BY, -1);
        Optional<Stage> before = writer(holder.getString("stream"));
        while (upstream >= 0 && before.isPresent() && upstream < before.get().tasks()) {
            at = before.get();
            holder = task(at, upstream, watermark(holder));
            upstream = holder.getInteger(StageReport.HELD_BACK_BY, -1);
            before = writer(holder.getString("stream"));
        }
        return new JsonObject()
                .put("stage", at.id())
                .put("stream", holder.getString("stream"))
                .put("partition", holder.getInteger("partition"))
                .put("watermark", watermark(holder));
    }

    private Optional<Stage> writer(String stream) {
        return plan.stages().stream()
                .filter(stage -> stage.output().stream().equals(stream))
                .findFirst();
    }

    /** The task of that number; where nobody reports it, what its reader knows of it. */
    private JsonObject task(Stage stage, int number, String knownWatermark) {
        int left = number;
        for (StreamRef input : stage.inputs()) {
            if (left < input.partitions()) {
                int partition = left;
                return of(stage).stream()
                        .filter(task -> task.getString("stream").equals(input.stream())
                                && task.getInteger("partition") == partition)
                        .findFirst()
                        .orElseGet(() -> new JsonObject()
                                .put("stream", input.stream())
                                .put("partition", partition)
                                .put("watermark", knownWatermark));
            }
            left -= input.partitions();
        }
        throw new IllegalArgumentException("stage " + stage.id() + " has no task " + number);
    }

    /** The sums of what bounds of the state have made go, by reason. */
    private JsonObject evicted(Stage stage) {
        JsonObject sums = new JsonObject();
        for (JsonObject task : of(stage)) {
            task.getJsonObject(StageReport.EVICTED, new JsonObject())
                    .forEach(entry -> sums.put(
                            entry.getKey(),
                            sums.getLong(entry.getKey(), 0L) + ((Number) entry.getValue()).longValue()));
        }
        return sums;
    }

    private double sum(Stage stage, String field) {
        double sum = 0;
        for (JsonObject task : of(stage)) {
            Number number = task.getNumber(field);
            sum += number == null ? 0 : number.doubleValue();
        }
        return sum;
    }
}
