package dev.millrace.gateway.http;

import dev.millrace.model.document.NearestName;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A route's query parameters: those it knows, and those that are described but not built. Immutable; any thread. */
public final class Parameters {

    private final Set<String> known;
    private final Set<String> notBuilt;

    private Parameters(Set<String> known, Set<String> notBuilt) {
        this.known = Set.copyOf(known);
        this.notBuilt = Set.copyOf(notBuilt);
    }

    /** The parameters a route takes. */
    public static Parameters of(String... known) {
        return new Parameters(Set.of(known), Set.of());
    }

    /** Parameters that are answered with 501. */
    public Parameters notBuilt(String... names) {
        return new Parameters(known, Set.of(names));
    }

    /**
     * Checks a request's parameters.
     *
     * @throws ProblemException 400 for an unknown one with the nearest known, 501 for one that is not built
     */
    public void check(RoutingContext context) {
        for (String name : context.queryParams().names()) {
            if (notBuilt.contains(name)) {
                throw new ProblemException(ProblemDetails.notBuilt("the parameter \"" + name + "\""));
            }
            if (!known.contains(name)) {
                List<String> all = new ArrayList<>(known);
                all.addAll(notBuilt);
                String suggestion = NearestName.suggestion(name, all);
                throw new ProblemException(ProblemDetails.badRequest("unknown parameter \"" + name + "\""
                        + (suggestion == null
                                ? "; this route takes " + (known.isEmpty() ? "none" : String.join(", ", known))
                                : "; " + suggestion)));
            }
        }
    }

    /** Whether a parameter is {@code true}; given without a value it is. */
    public static boolean flag(RoutingContext context, String name) {
        String value = context.queryParams().get(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.isEmpty() || value.equals("true")) {
            return true;
        }
        throw new ProblemException(
                ProblemDetails.badRequest("the parameter \"" + name + "\" is true or false, not \"" + value + "\""));
    }
}
