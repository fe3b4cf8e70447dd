package dev.millrace.gateway.resources;

import dev.millrace.gateway.http.ProblemDetails;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.platform.resources.PipelineStatus;
import dev.millrace.platform.resources.PipelineStatus.State;
import dev.millrace.platform.resources.StatusLog;
import dev.millrace.platform.resources.StoredPipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether pipelines run, as people and changes want it; what they say is said by one writer, in order. Blocks; the writer's thread only.
 */
final class PipelineStates {

    private static final Duration HEARD_PATIENCE = Duration.ofSeconds(5);

    private final StatusLog statuses;

    PipelineStates(StatusLog statuses) {
        this.statuses = statuses;
    }

    /** A new pipeline runs. Killed before this, a pipeline without a status counts as running all the same. */
    void runs(StoredPipeline pipeline) {
        say(pipeline.name(), pipeline.plan().generation(), State.RUNNING, "");
    }

    /**
     * The next generation is as the one before: paused if that was, running otherwise. Said before the generation is stored, so that nobody
     * starts what is to be paused.
     */
    void carryOver(StoredPipeline pipeline) {
        int next = pipeline.next().generation();
        boolean paused = isPaused(pipeline, pipeline.plan().generation()) || isPaused(pipeline, next);
        say(pipeline.name(), next, paused ? State.PAUSED : State.RUNNING, paused ? "it was paused" : "");
    }

    private boolean isPaused(StoredPipeline pipeline, int generation) {
        return statuses.of(pipeline.name(), generation)
                .filter(status -> status.state() == State.PAUSED)
                .isPresent();
    }

    void forget(String pipeline) {
        Waiting.get(statuses.forget(pipeline));
    }

    /**
     * Does what was asked for, and answers with the state that holds then.
     *
     * @throws ProblemException 409 where the pipeline's state does not allow it
     */
    WriteAnswer change(StoredPipeline pipeline, WriteRequest.Verb verb) {
        int generation = pipeline.plan().generation();
        Optional<PipelineStatus> known = statuses.of(pipeline.name(), generation);
        State now = known.map(PipelineStatus::state).orElse(State.RUNNING);
        return switch (verb) {
            case PAUSE -> {
                if (now == State.FAILED) {
                    throw conflict(pipeline, "has failed and does not run; POST .../restart tries again");
                }
                yield now == State.PAUSED
                        ? answer(pipeline, known.orElseThrow())
                        : answer(pipeline, say(pipeline.name(), generation, State.PAUSED, "it was paused"));
            }
            case RESUME -> {
                if (now == State.FAILED) {
                    throw conflict(pipeline, "has failed, it is not paused; POST .../restart tries again");
                }
                yield now == State.RUNNING && known.isPresent()
                        ? answer(pipeline, known.orElseThrow())
                        : answer(pipeline, say(pipeline.name(), generation, State.RUNNING, ""));
            }
            case RESTART -> {
                if (now == State.PAUSED) {
                    throw conflict(pipeline, "is paused; POST .../resume lets it go on");
                }
                yield answer(pipeline, say(pipeline.name(), generation, State.RUNNING, ""));
            }
            default -> throw new IllegalArgumentException(verb + " is no state");
        };
    }

    private static ProblemException conflict(StoredPipeline pipeline, String why) {
        return new ProblemException(ProblemDetails.conflict("pipeline \"" + pipeline.name() + "\" " + why));
    }

    private static WriteAnswer answer(StoredPipeline pipeline, PipelineStatus status) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("pipeline", pipeline.name());
        body.put("state", status.state().name());
        body.put("since", status.since().toString());
        return new WriteAnswer(200, body);
    }

    /** Returns when it is written and this process has heard it: whatever is asked next finds it. */
    private PipelineStatus say(String pipeline, int generation, State state, String reason) {
        PipelineStatus status = new PipelineStatus(generation, state, reason, Instant.now());
        Waiting.get(statuses.say(pipeline, status));
        Waiting.holds(
                HEARD_PATIENCE,
                () -> statuses.of(pipeline, generation)
                        .filter(heard -> !heard.since().isBefore(status.since()))
                        .isPresent());
        return status;
    }
}
