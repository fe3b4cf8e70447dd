package dev.millrace.model.expression.compiled;

import dev.millrace.model.expression.compiled.Operand.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The kinds of operands that one call takes: those of the overloads that CEL's checker left for it. It leaves fewer than there are where
 * types depend on each other, and the runtime then fails on operands that another call of the same function takes. Immutable; any thread.
 */
final class Overloads {

    /** By overload id, the pair of kinds it takes, as a bit. */
    private static final Map<String, Long> PAIRS = new HashMap<>();

    static {
        for (String operator : new String[] {"add", "subtract", "multiply", "divide", "modulo"}) {
            numbers(operator);
            PAIRS.put("millrace_" + operator + "_int_double", pair(Kind.INTEGER, Kind.DECIMAL));
            PAIRS.put("millrace_" + operator + "_double_int", pair(Kind.DECIMAL, Kind.INTEGER));
        }
        PAIRS.put("millrace_modulo_double_double", pair(Kind.DECIMAL, Kind.DECIMAL));
        PAIRS.put("millrace_add_string", pair(Kind.TEXT, Kind.TEXT));
        for (String order : new String[] {"less", "less_equals", "greater", "greater_equals"}) {
            numbers(order);
            PAIRS.put(order + "_int64_double", pair(Kind.INTEGER, Kind.DECIMAL));
            PAIRS.put(order + "_double_int64", pair(Kind.DECIMAL, Kind.INTEGER));
            PAIRS.put(order + "_string", pair(Kind.TEXT, Kind.TEXT));
            PAIRS.put(order + "_bool", pair(Kind.BOOLEAN, Kind.BOOLEAN));
        }
        for (String target : new String[] {"int64", "double", "string"}) {
            PAIRS.put("int64_to_" + target, single(Kind.INTEGER));
            PAIRS.put("double_to_" + target, single(Kind.DECIMAL));
            PAIRS.put("string_to_" + target, single(Kind.TEXT));
            PAIRS.put("bool_to_" + target, single(Kind.BOOLEAN));
        }
        PAIRS.put("negate_int64", single(Kind.INTEGER));
        PAIRS.put("negate_double", single(Kind.DECIMAL));
        PAIRS.put("size_string", single(Kind.TEXT));
        PAIRS.put("string_size", single(Kind.TEXT));
        PAIRS.put("size_list", single(Kind.ARRAY));
        PAIRS.put("list_size", single(Kind.ARRAY));
        PAIRS.put("size_map", single(Kind.OBJECT));
        PAIRS.put("map_size", single(Kind.OBJECT));
        PAIRS.put("add_list", pair(Kind.ARRAY, Kind.ARRAY));
        PAIRS.put("millrace_add_list", pair(Kind.ARRAY, Kind.ARRAY));
    }

    private final long pairs;

    private Overloads(long pairs) {
        this.pairs = pairs;
    }

    /** Of the overloads with these ids; those for values that no event holds are left out. */
    static Overloads of(Collection<String> ids) {
        return new Overloads(
                ids.stream().mapToLong(id -> PAIRS.getOrDefault(id, 0L)).reduce(0, (a, b) -> a | b));
    }

    /** Whether the call takes these two, of which the second is no error. */
    boolean take(Kind first, Kind second) {
        return (pairs & pair(first, second)) != 0;
    }

    /** Whether the call takes this one operand; never an error. */
    boolean take(Kind operand) {
        return (pairs & single(operand)) != 0;
    }

    /** The same for the operands the other way round. */
    Overloads reversed() {
        long reversed = 0;
        for (Kind first : Kind.values()) {
            for (Kind second : Kind.values()) {
                reversed |= take(first, second) ? pair(second, first) : 0;
            }
        }
        return new Overloads(reversed);
    }

    private static void numbers(String function) {
        PAIRS.put(function + "_int64", pair(Kind.INTEGER, Kind.INTEGER));
        PAIRS.put(function + "_double", pair(Kind.DECIMAL, Kind.DECIMAL));
    }

    private static long pair(Kind first, Kind second) {
        return 1L << first.ordinal() * 8 + second.ordinal();
    }

    private static long single(Kind operand) {
        return pair(operand, Kind.ERROR);
    }
}
