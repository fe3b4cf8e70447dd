package dev.millrace.model.expression.compiled;

/**
 * A field that is not there although the expression needs it.
 *
 * @param name the one name that is missing, of a path with several
 * @param offset where the expression selects it: that of the CEL runtime's failure, in code points from 0
 */
public record MissingField(String name, int offset) {}
