package dev.millrace.engine.operator;

import dev.millrace.model.event.EventTime;
import dev.millrace.model.step.Step;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The steps this process has code for. Immutable; any thread. */
public final class OperatorRegistry {

    private final Map<String, OperatorProvider> providers = new TreeMap<>();

    /** @throws IllegalStateException when two providers claim one key word */
    public OperatorRegistry(Iterable<OperatorProvider> found) {
        for (OperatorProvider provider : found) {
            if (providers.put(provider.operator(), provider) != null) {
                throw new IllegalStateException("two implementations of the step " + provider.operator());
            }
        }
    }

    /** All providers on the class path. */
    public static OperatorRegistry onClassPath() {
        return new OperatorRegistry(ServiceLoader.load(OperatorProvider.class));
    }

    /** The key words there is code for. */
    public Set<String> operators() {
        return providers.keySet();
    }

    /**
     * A new operator for one task.
     *
     * @throws IllegalStateException when there is no code for the step
     */
    public Operator create(Step step) {
        return provider(step).create(step);
    }

    /** As {@link OperatorProvider#keyed}; throws as {@link #create}. */
    public KeyedOperator keyed(Step step, EventTime time) {
        return provider(step).keyed(step, time);
    }

    /** As {@link OperatorProvider#rekey}; throws as {@link #create}. */
    public Rekeyer rekey(Step step) {
        return provider(step).rekey(step);
    }

    private OperatorProvider provider(Step step) {
        OperatorProvider provider = providers.get(step.operator());
        if (provider == null) {
            throw new IllegalStateException("this service has no code for the step " + step.operator());
        }
        return provider;
    }
}
