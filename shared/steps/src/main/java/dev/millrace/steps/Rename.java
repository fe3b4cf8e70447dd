package dev.millrace.steps;

import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OperatorContext;
import dev.millrace.engine.operator.OperatorProvider;
import dev.millrace.model.event.Event;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonPatch;
import dev.millrace.model.json.MalformedJsonException;
import dev.millrace.model.json.Slice;
import dev.millrace.model.step.RenameSettings;
import dev.millrace.model.step.RenameSettings.Renaming;
import dev.millrace.model.step.Step;
import java.util.ArrayList;
import java.util.List;

/** Gives fields new names, all at once, so two may swap; a field that is missing changes nothing. One task, its thread. */
final class Rename implements Operator {

    private static final int NONE = -1;

    private final Step step;
    private final List<FieldPath> paths;
    private final JsonPatch patch;

    /** For each path, the index of the path whose value it gets. */
    private final int[] sources;

    /** For each path, whether its value goes elsewhere. */
    private final boolean[] moves;

    Rename(Step step) {
        this.step = step;
        List<Renaming> renamings = step.settings(RenameSettings.class).renamings();
        this.paths = new ArrayList<>();
        renamings.stream()
                .flatMap(renaming -> List.of(renaming.from(), renaming.to()).stream())
                .distinct()
                .forEach(paths::add);
        this.patch = new JsonPatch(paths);
        this.sources = new int[paths.size()];
        this.moves = new boolean[paths.size()];
        java.util.Arrays.fill(sources, NONE);
        for (Renaming renaming : renamings) {
            sources[paths.indexOf(renaming.to())] = paths.indexOf(renaming.from());
            moves[paths.indexOf(renaming.from())] = true;
        }
    }

    @Override
    public void onEvent(Event event, OperatorContext context) {
        byte[] document;
        try {
            document = renamed(event);
        } catch (MalformedJsonException broken) {
            context.deadLetter(Unreadable.at(step, broken));
            return;
        }
        context.emit(document == event.value() ? event : event.withValue(document));
    }

    private byte[] renamed(Event event) {
        byte[][] old = new byte[sources.length][];
        boolean any = false;
        for (int i = 0; i < old.length; i++) {
            long found = event.find(paths.get(i));
            if (found != Slice.ABSENT) {
                old[i] = Slice.copy(event.value(), found);
                any |= moves[i];
            }
        }
        if (!any) {
            return event.value();
        }
        byte[][] values = new byte[sources.length][];
        for (int i = 0; i < values.length; i++) {
            if (sources[i] != NONE && old[sources[i]] != null) {
                values[i] = old[sources[i]];
            } else if (!moves[i]) {
                values[i] = old[i];
            }
        }
        return patch.apply(event.value(), values);
    }

    /** Makes renames. */
    public static final class Provider implements OperatorProvider {
        @Override
        public String operator() {
            return "rename";
        }

        @Override
        public Operator create(Step step) {
            return new Rename(step);
        }
    }
}
