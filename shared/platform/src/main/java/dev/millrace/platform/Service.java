package dev.millrace.platform;

import io.vertx.core.Future;
import java.util.Set;

/**
 * One of the five services: what {@code up} starts side by side in one process, and what each service's own {@code main} starts alone.
 *
 * <p>{@link #start} and {@link #stop} are called once each, on a Vert.x context, never at the same time.
 */
public interface Service {

    /** The service's name as it stands in plans, health answers and metrics, for example {@code transform-service}. */
    String name();

    /** The key words of the steps this service has code for; empty when it runs none. */
    Set<String> steps();

    /**
     * Deploys what the service consists of.
     *
     * @return completes when the service can take work; fails with a sentence a user can act on
     */
    Future<Void> start(Platform platform);

    /** Drains: finishes open transactions, leaves consumer groups where the stop is for good, closes clients. */
    Future<Void> stop();

    /** Whether a process of this service holds its share of the cluster's data; otherwise it is a lite member and needs one that does. */
    default boolean holdsData() {
        return false;
    }
}
