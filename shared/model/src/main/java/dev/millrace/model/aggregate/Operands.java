package dev.millrace.model.aggregate;

import java.util.Set;

/** What an expression among the arguments of an aggregate has to be. Immutable; any thread. */
enum Operands {
    ANY("an expression", Set.of()),
    CONDITION("a condition that is true or false", Set.of("bool", "dyn")),
    NUMBERS("numbers", Set.of("int", "uint", "double", "dyn", "null_type")),
    ORDERED("numbers or texts", Set.of("int", "uint", "double", "string", "dyn", "null_type")),
    SCALAR("numbers, texts or booleans", Set.of());

    private static final Set<String> NESTED = Set.of("list", "map");

    private final String needed;
    private final Set<String> types;

    Operands(String needed, Set<String> types) {
        this.needed = needed;
        this.types = types;
    }

    /** For sentences: {@code sum needs …}. */
    String needed() {
        return needed;
    }

    /** Whether values of a CEL type can be computed with, as far as is known before evaluation. */
    boolean take(String type) {
        return this == SCALAR ? !NESTED.contains(type) : types.isEmpty() || types.contains(type);
    }
}
