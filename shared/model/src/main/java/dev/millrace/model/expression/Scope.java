package dev.millrace.model.expression;

import dev.millrace.model.document.NearestName;
import dev.millrace.model.json.FieldPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of an event's fields at one place of a pipeline: either nothing ({@link #OPEN}), or all of them. Inside a known field
 * anything may be. Immutable; any thread.
 */
public final class Scope {

    /** Any field may be there. */
    public static final Scope OPEN = new Scope(null);

    private final Set<FieldPath> fields;

    private Scope(Set<FieldPath> fields) {
        this.fields = fields;
    }

    /** These fields and no others. */
    public static Scope of(Iterable<FieldPath> fields) {
        Set<FieldPath> all = new LinkedHashSet<>();
        fields.forEach(all::add);
        return new Scope(all);
    }

    /** Whether all fields are known. */
    public boolean isFixed() {
        return fields != null;
    }

    /** The known fields; empty when the scope is open. */
    public Set<FieldPath> fields() {
        return fields == null ? Set.of() : Set.copyOf(fields);
    }

    /** Whether the field may be there: known, inside a known one, or an object around one. */
    public boolean allows(FieldPath path) {
        return fields == null || fields.stream().anyMatch(known -> path.isIn(known) || known.isIn(path));
    }

    /** What to write instead of a field that is not there. */
    public Optional<String> nearest(FieldPath path) {
        return NearestName.of(
                path.toString(),
                fields().stream().map(FieldPath::toString).sorted().toList());
    }

    /** This scope after a field was set. */
    public Scope with(FieldPath path) {
        if (fields == null || fields.stream().anyMatch(known -> path.isIn(known))) {
            return this;
        }
        List<FieldPath> all = new ArrayList<>(fields);
        all.removeIf(known -> known.isIn(path));
        all.add(path);
        return of(all);
    }

    /** This scope after a field was removed; of a field removed from inside a known one nothing is said. */
    public Scope without(FieldPath path) {
        if (fields == null) {
            return this;
        }
        List<FieldPath> all = new ArrayList<>(fields);
        all.removeIf(known -> known.isIn(path));
        return of(all);
    }
}
