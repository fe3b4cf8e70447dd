package dev.millrace.model.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping of which every key is known: reads the settings one by one, and refuses what nobody asked for with the nearest name. One thread.
 */
public final class KnownKeys {

    private final NodeAt mapping;
    private final Map<String, NodeAt> entries;

    private KnownKeys(NodeAt mapping, Map<String, NodeAt> entries) {
        this.mapping = mapping;
        this.entries = entries;
    }

    /**
     * Checks the keys of a mapping.
     *
     * @param what the mapping, for sentences: {@code a stream's spec}
     * @param known keys that are read
     * @param unbuilt keys that are described but not built yet
     */
    public static KnownKeys of(NodeAt mapping, String what, Set<String> known, Set<String> unbuilt) {
        Map<String, NodeAt> entries =
                mapping.entries("a mapping of settings for " + what).orElse(Map.of());
        for (String key : entries.keySet()) {
            if (unbuilt.contains(key)) {
                mapping.refuseKey(key, "\"" + key + "\" of " + what + " is not built yet: leave it out", null);
            } else if (!known.contains(key)) {
                List<String> all = new ArrayList<>(known);
                all.addAll(unbuilt);
                mapping.refuseKey(
                        key,
                        "there is no setting \"" + key + "\" in " + what + ": expected "
                                + String.join(", ", known.stream().sorted().toList()),
                        NearestName.suggestion(key, all));
            }
        }
        return new KnownKeys(mapping, entries);
    }

    /** The value of a key, if it is there. */
    public Optional<NodeAt> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The value of a key that must be there. */
    public Optional<NodeAt> require(String key, String what) {
        if (!entries.containsKey(key)) {
            mapping.refuse("\"" + key + "\" is missing: expected " + what, null);
        }
        return get(key);
    }
}
