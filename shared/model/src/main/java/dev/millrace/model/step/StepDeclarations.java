package dev.millrace.model.step;

import dev.millrace.model.aggregate.AggregateReader;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.batch.BatchDeclaration;
import dev.millrace.model.dedupe.DedupeDeclaration;
import dev.millrace.model.reorder.ReorderDeclaration;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.StepDeclaration.Fields;
import dev.millrace.model.timeseries.TimeSeriesDeclaration;
import dev.millrace.model.topk.TopKDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All steps there are. A step is declared here when it is built. Immutable; any thread. */
public final class StepDeclarations {

    /** Steps that are described but not built yet. */
    static final Set<String> UNBUILT = Set.of(
            "flatMap",
            "route",
            "union",
            "validate",
            "mask",
            "convert",
            "sample",
            "enrich",
            "throttle",
            "join",
            "rekey",
            "detect",
            "anomaly",
            "score",
            "rules");

    private static final Map<String, StepDeclaration> ALL = index(List.of(
            new StepDeclaration(
                    "filter",
                    StepDeclaration.STEPS,
                    false,
                    false,
                    false,
                    Fields.KEEPS,
                    "Keeps the events for which a condition is true; a missing or null field makes it false.",
                    List.of(new SettingDeclaration(
                            "condition", Form.EXPRESSION, true, "A CEL expression that is true or false.")),
                    true,
                    PureStepReaders::filter,
                    (settings, before) -> before),
            new StepDeclaration(
                    "map",
                    StepDeclaration.STEPS,
                    false,
                    false,
                    false,
                    Fields.SETS,
                    "Sets fields to the values of expressions, all of which see the event as it entered the step.",
                    List.of(new SettingDeclaration(
                            "fields", Form.FIELD_EXPRESSIONS, true, "Field path to CEL expression.")),
                    true,
                    PureStepReaders::map,
                    (settings, before) -> PureStepReaders.after((MapSettings) settings, before)),
            new StepDeclaration(
                    "select",
                    StepDeclaration.STEPS,
                    false,
                    false,
                    false,
                    Fields.FIXES,
                    "Keeps only the named fields.",
                    List.of(new SettingDeclaration("fields", Form.FIELDS, true, "The fields to keep.")),
                    true,
                    PureStepReaders::select,
                    (settings, before) -> PureStepReaders.after((SelectSettings) settings)),
            new StepDeclaration(
                    "drop",
                    StepDeclaration.STEPS,
                    false,
                    false,
                    false,
                    Fields.REMOVES,
                    "Removes fields; one that is missing is no error.",
                    List.of(new SettingDeclaration("fields", Form.FIELDS, true, "The fields to remove.")),
                    true,
                    PureStepReaders::drop,
                    (settings, before) -> PureStepReaders.after((DropSettings) settings, before)),
            new StepDeclaration(
                    "rename",
                    StepDeclaration.STEPS,
                    false,
                    false,
                    false,
                    Fields.REMOVES,
                    "Renames fields; one that is missing changes nothing.",
                    List.of(new SettingDeclaration(
                            "names", Form.FIELD_NAMES, true, "Old field path to new field path.")),
                    true,
                    PureStepReaders::rename,
                    (settings, before) -> PureStepReaders.after((RenameSettings) settings, before)),
            new StepDeclaration(
                    "aggregate",
                    "aggregate-service",
                    true,
                    true,
                    true,
                    Fields.FIXES,
                    "Computes values over the events of each group and window.",
                    List.of(
                            new SettingDeclaration(
                                    "by",
                                    Form.GROUP,
                                    false,
                                    "What events are grouped by: fields, or name to CEL expression; none means one group."),
                            new SettingDeclaration(
                                    "window",
                                    Form.WINDOW,
                                    false,
                                    "Which events belong together; all events of a group where it is left out."),
                            new SettingDeclaration(
                                    "late", Form.LATE, false, "What becomes of events after their window's end."),
                            new SettingDeclaration(
                                    "compute", Form.COMPUTATIONS, true, "Name to aggregate: total: sum(amount)."),
                            new SettingDeclaration("emit", Form.EMIT, false, "When results leave."),
                            new SettingDeclaration(
                                    "hotKeys",
                                    Form.HOT_KEYS,
                                    false,
                                    "split: events of a group are put together where they are read, and meet behind a topic."),
                            new SettingDeclaration(
                                    "ttl",
                                    Form.KEEP_TIME,
                                    false,
                                    "A group's window that nothing touches for so long, by the step's time, is told and goes; 1ms to 366d."),
                            new SettingDeclaration(
                                    "maxKeys",
                                    Form.KEEP_ROWS,
                                    false,
                                    "How many windows of groups one task keeps at most; the oldest is told and goes."),
                            new SettingDeclaration(
                                    "maxBytes",
                                    Form.KEEP_BYTES,
                                    false,
                                    "How many bytes of state one task keeps at most, 1KiB to 1024GiB; the oldest window is told and goes.")),
                    false,
                    AggregateReader::read,
                    (settings, before) -> ((AggregateSettings) settings).scope()),
            ReorderDeclaration.STEP,
            DedupeDeclaration.STEP,
            BatchDeclaration.STEP,
            TopKDeclaration.STEP,
            TimeSeriesDeclaration.STEP));

    private StepDeclarations() {}

    private static Map<String, StepDeclaration> index(List<StepDeclaration> declarations) {
        Map<String, StepDeclaration> index = new LinkedHashMap<>();
        declarations.forEach(declaration -> index.put(declaration.operator(), declaration));
        return index;
    }

    /** All declarations, in the order of the documentation. */
    public static List<StepDeclaration> all() {
        return List.copyOf(ALL.values());
    }

    /** The declaration of a key word. */
    public static Optional<StepDeclaration> of(String operator) {
        return Optional.ofNullable(ALL.get(operator));
    }
}
