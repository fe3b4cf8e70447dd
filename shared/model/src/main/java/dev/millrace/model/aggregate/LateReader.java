package dev.millrace.model.aggregate;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.resource.ResourceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what becomes of late events. Stateless; any thread. */
public final class LateReader {

    private LateReader() {}

    /**
     * The setting; without what is wrong with it, the problems noted.
     *
     * @param window the windows that events are late for; null where nothing is known of them
     */
    public static LateSpec read(NodeAt value, WindowSpec window) {
        if (window != null && window.processingTime()) {
            value.refuse("nothing is late by the clock: \"late\" has no meaning with time: processing", "leave it out");
        }
        KnownKeys keys = KnownKeys.of(value, "late", Set.of("within", "mode", "to"), Set.of());
        Duration within = keys.get("within")
                .flatMap(at -> WindowReader.duration(at, Duration.ZERO))
                .orElse(Duration.ZERO);
        if (window != null && !window.isByTime()) {
            for (String key : List.of("within", "to")) {
                keys.get(key)
                        .ifPresent(at -> at.refuse(
                                "nothing is late "
                                        + (window.hasBorders()
                                                ? "for a " + window.kind().word() + " window"
                                                : "without a window")
                                        + ", which takes events as they come: \"" + key + "\" has no meaning",
                                "leave it out"));
            }
        }
        LateSpec.Mode mode = keys.get("mode")
                .flatMap(at -> at.oneOf(List.of("accumulating", "retracting")))
                .filter("retracting"::equals)
                .map(retracting -> LateSpec.Mode.RETRACTING)
                .orElse(LateSpec.Mode.ACCUMULATING);
        return new LateSpec(within, mode, keys.get("to").flatMap(LateReader::stream));
    }

    private static Optional<String> stream(NodeAt at) {
        return at.text("a stream's name").filter(name -> {
            Optional<String> mistake = ResourceName.mistake(name);
            mistake.ifPresent(sentence -> at.refuse(
                    sentence,
                    ResourceName.nearest(name)
                            .map(near -> "did you mean \"" + near + "\"?")
                            .orElse(null)));
            return mistake.isEmpty();
        });
    }
}
