package dev.millrace.model.step;

import dev.millrace.model.document.NodeAt;
import dev.millrace.model.expression.Scope;
import java.util.List;
import java.util.Optional;

/**
 * Everything there is to know of a step without its code: parsing, checking, schemas, completion, explaining and planning use this alone.
 * Immutable; any thread.
 *
 * @param operator its key word in a pipeline
 * @param home the service that runs it; {@link #STEPS} for the pure ones, run by whichever service runs their stage
 * @param stateful whether it keeps state
 * @param changesKey whether events leave with another key
 * @param changesTime whether events leave with another event time
 * @param fields what it does to the fields
 * @param doc one line for users
 * @param settings its settings; when {@code inline}, exactly one, which is the operator's value itself
 * @param inline whether the operator's value is its one setting
 * @param reader reads and checks the settings
 * @param effect what is known of the fields behind the step
 */
public record StepDeclaration(
        String operator,
        String home,
        boolean stateful,
        boolean changesKey,
        boolean changesTime,
        Fields fields,
        String doc,
        List<SettingDeclaration> settings,
        boolean inline,
        Reader reader,
        Effect effect) {

    /** Home of the pure steps. */
    public static final String STEPS = "steps";

    public StepDeclaration {
        settings = List.copyOf(settings);
    }

    /** What a step does to an event's fields. */
    public enum Fields {
        /** All stay as they are. */
        KEEPS,
        /** Some are set, the others stay. */
        SETS,
        /** Only named ones are left. */
        FIXES,
        /** Some are removed or renamed, the others stay. */
        REMOVES
    }

    /** Reads settings from the operator's value. */
    @FunctionalInterface
    public interface Reader {
        /**
         * The settings, or nothing when problems were noted.
         *
         * @param scope what is known of the fields in front of the step
         */
        Optional<StepSettings> read(NodeAt value, Scope scope);
    }

    /** What is known behind the step, given what is known in front of it. */
    @FunctionalInterface
    public interface Effect {
        Scope after(StepSettings settings, Scope before);
    }
}
