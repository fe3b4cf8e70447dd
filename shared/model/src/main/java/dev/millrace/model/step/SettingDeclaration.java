package dev.millrace.model.step;

/**
 * One setting of a step, as everything that is not its code needs to know it. Immutable.
 *
 * @param name its key; where the step's value is the setting itself, the name it goes by in documentation
 * @param form what may stand there
 * @param required whether it must be there
 * @param doc one line for users
 */
public record SettingDeclaration(String name, Form form, boolean required, String doc) {

    /** What may stand at a setting. */
    public enum Form {
        /** One CEL expression. */
        EXPRESSION,
        /** One field path or a list of them, at least one. */
        FIELDS,
        /** A mapping of field path to expression, at least one entry. */
        FIELD_EXPRESSIONS,
        /** A mapping of field path to new field path, at least one entry. */
        FIELD_NAMES,
        /** One field, a list of them, or a mapping of name to expression. */
        GROUP,
        /** A window's kind and length. */
        WINDOW,
        /** How late events are treated. */
        LATE,
        /** A mapping of name to aggregate, at least one entry. */
        COMPUTATIONS,
        /** When results leave. */
        EMIT,
        /** How long state is kept: a duration. */
        KEEP_TIME,
        /** How many rows of state: a whole number. */
        KEEP_ROWS,
        /** How much state: a number of bytes. */
        KEEP_BYTES,
        /** One field path, a list of them, or a mapping of name to expression, where the names mean nothing. */
        VALUES,
        /** A duration that the meaning of the state rests on. */
        LENGTH,
        /** Event time or the clock. */
        CLOCK,
        /** How groups with very many events are worked on. */
        HOT_KEYS,
        /** A whole number that the meaning of the state rests on. */
        NUMBER,
        /** A list of durations, the shortest first. */
        LENGTHS,
        /** The name of a time zone. */
        ZONE,
        /** What stands in a window without events. */
        FILL,
        /** A mapping of name to what is computed of a value and those before it. */
        DERIVATIONS,
        /** {@code true} or {@code false}. */
        SWITCH,
        /** A time that bounds always, by a default where it is not given. */
        LIMIT_TIME,
        /** A number that bounds always. */
        LIMIT_COUNT,
        /** A number of bytes that bounds always. */
        LIMIT_BYTES;

        /** Whether it bounds how much state is kept. */
        public boolean isBound() {
            return this == KEEP_TIME || this == KEEP_ROWS || this == KEEP_BYTES;
        }

        /** Whether it may be given, taken away and changed without a word of the state changing its meaning. */
        public boolean isLimit() {
            return this == LIMIT_TIME || this == LIMIT_COUNT || this == LIMIT_BYTES;
        }
    }
}
