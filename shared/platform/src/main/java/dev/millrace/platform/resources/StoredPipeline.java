package dev.millrace.platform.resources;

import dev.millrace.model.plan.Plan;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.StartAt;

/**
 * A pipeline as it is stored.
 *
 * @param resource what was declared last
 * @param goal what services are to do with the plan
 * @param plan what runs, or runs out while the goal is not {@link Goal#RUNNING}
 * @param next what runs when the plan has stopped; null unless the goal is {@link Goal#CHANGING}
 * @param anew where {@code next} starts, with empty state; null where it goes on where the plan stopped
 */
public record StoredPipeline(PipelineResource resource, Goal goal, Plan plan, Plan next, StartAt anew) {

    /** A pipeline that runs a plan. */
    public static StoredPipeline running(PipelineResource resource, Plan plan) {
        return new StoredPipeline(resource, Goal.RUNNING, plan, null, null);
    }

    /** What services are to do with a plan. */
    public enum Goal {
        /** Run it. */
        RUNNING,
        /** Stop it; its successor takes over its offsets. */
        CHANGING,
        /** Stop it; nothing follows. */
        DELETING
    }

    /** The plan that was made last. */
    public Plan current() {
        return next == null ? plan : next;
    }

    public String name() {
        return resource.name();
    }
}
