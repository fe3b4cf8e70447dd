package dev.millrace.model.expression;

import dev.cel.common.CelIssue;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Problem;
import dev.millrace.model.document.SourceMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in our words what the CEL compiler found wrong, at the place in the user's file. One expression, one thread. */
final class CompileMistakes {

    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern NO_OVERLOAD = Pattern.compile(
            "found no matching overload for '([^']*)' applied to '(.*?)' \\(candidates.*", Pattern.DOTALL);
    private static final Pattern UNEXPECTED = Pattern.compile("(?:extraneous|mismatched) input '(.*?)' expecting.*");
    private static final Pattern NO_TOKEN = Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.of(
            "int", "an integer",
            "double", "a decimal",
            "string", "a text",
            "bool", "a boolean",
            "dyn", "any value",
            "null_type", "null",
            "google.protobuf.Timestamp", "a time",
            "google.protobuf.Duration", "a duration");
    private static final Map<String, String> WORDS =
            Map.of("and", "&&", "or", "||", "not", "!", "is", "==", "AND", "&&", "OR", "||", "NOT", "!");

    private final String source;
    private final SourceMap places;
    private final boolean quoted;

    CompileMistakes(String source, SourceMap places, boolean quoted) {
        this.source = source;
        this.places = places;
        this.quoted = quoted;
    }

    /** The problem at a character of the expression, counted from 0 in code points. */
    Problem at(int offset, String detail, String suggestion) {
        return new Problem("", places.line(offset), places.column(offset), detail, suggestion);
    }

    /** One problem for what is wrong with the syntax: what follows the first is mostly its echo. */
    List<Problem> ofSyntax(List<CelIssue> issues) {
        CelIssue first = issues.get(0);
        int offset = offset(first);
        String message = first.getMessage();
        if (message.startsWith("reserved identifier: ")) {
            String word = message.substring("reserved identifier: ".length());
            return List.of(at(
                    offset, "\"" + word + "\" is a reserved word of expressions", "for the field write event." + word));
        }
        if (message.contains("invalid argument to has()")) {
            return List.of(hasNeedsSelection(offset));
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        Matcher noToken = NO_TOKEN.matcher(message);
        if (noToken.matches()) {
            return List.of(unknownCharacter(offset, noToken.group(1)));
        } else if (unexpected.matches() || message.startsWith("no viable alternative")) {
            return List.of(unexpected(offset, unexpected.matches() ? unexpected.group(1) : ""));
        } else if (message.contains("code point size exceeds")) {
            return List.of(at(
                    0,
                    "an expression has at most " + ExpressionLanguage.MAX_LENGTH + " characters, this one has "
                            + source.codePointCount(0, source.length()),
                    null));
        }
        if (message.contains("recursion limit exceeded")) {
            return List.of(at(
                    0,
                    "the expression is nested or chained more than " + ExpressionLanguage.MAX_NESTING + " deep",
                    "set parts of it with map in a step before"));
        }
        return List.of(at(offset, "this is not an expression: " + message, null));
    }

    private Problem hasNeedsSelection(int offset) {
        Matcher bare = Pattern.compile("has\\(\\s*([\\p{Alnum}_]+)\\s*\\)").matcher(source);
        String field = bare.find() ? bare.group(1) : "amount";
        return at(Math.max(0, offset - 3), "has() needs to know where to look", "write has(event." + field + ")");
    }

    private Problem unknownCharacter(int offset, String found) {
        String start = found.strip();
        if (start.startsWith("=")) {
            return at(offset, "\"=\" is not an operator of expressions", "write == to compare");
        } else if (start.startsWith("&") || start.startsWith("|")) {
            char sign = start.charAt(0);
            return at(offset, "\"" + sign + "\" is not an operator of expressions", "write " + sign + sign);
        } else if (start.startsWith("'") || start.startsWith("\"")) {
            return at(
                    offset,
                    "the text that starts here does not end",
                    quoted
                            ? null
                            : "for YAML \" #\" starts a comment: put the whole expression in quotes if it holds one");
        }
        return at(offset, "\"" + start + "\" is not part of any expression", null);
    }

    private Problem unexpected(int offset, String found) {
        if (found.equals("<EOF>")) {
            return at(
                    Math.max(0, offset - 1),
                    "the expression ends before it is complete",
                    quoted
                            ? null
                            : "for YAML \" #\" starts a comment: put the whole expression in quotes if it holds one");
        }
        String operator = WORDS.get(found);
        return at(
                offset,
                "\"" + found + "\" is not expected here",
                operator != null ? "write " + operator : found.equals("=") ? "write == to compare" : null);
    }

    /** What the check of names and types found. */
    List<Problem> ofTypes(List<CelIssue> issues) {
        return issues.stream().map(this::ofType).toList();
    }

    private Problem ofType(CelIssue issue) {
        int offset = offset(issue);
        Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
        if (undeclared.matches()) {
            String name = undeclared.group(1);
            int start = source.lastIndexOf(name, source.offsetByCodePoints(0, offset));
            return at(
                    start < 0 ? offset : source.codePointCount(0, start),
                    "there is no function \"" + name + "\" with these arguments in expressions",
                    NearestName.suggestion(name, ExpressionLanguage.functionNames()));
        }
        Matcher overload = NO_OVERLOAD.matcher(issue.getMessage());
        if (overload.matches()) {
            String types = overload.group(2);
            boolean textAndNumber = types.contains("string") && types.matches(".*(int|double).*");
            return at(
                    offset,
                    "\"" + operator(overload.group(1)) + "\" does not work on " + inWords(types),
                    textAndNumber
                            ? "string(x) makes a text of a number, int(x) or double(x) a number of a text"
                            : null);
        }
        return at(offset, issue.getMessage(), null);
    }

    /** {@code _+_} as a person writes it. */
    static String operator(String function) {
        return switch (function) {
            case "_?_:_" -> "? :";
            case "_[_]" -> "[ ]";
            case "@in" -> "in";
            case "-_" -> "-";
            case "!_" -> "!";
            default ->
                function.length() > 2 && function.startsWith("_") && function.endsWith("_")
                        ? function.substring(1, function.length() - 1)
                        : function + "()";
        };
    }

    private static String inWords(String types) {
        String inner = types.replaceAll("^\\(|\\)$", "").replaceFirst("^(.*)\\.\\(", "$1, ");
        return List.of(inner.split(",\\s*")).stream()
                .map(type -> TYPES.getOrDefault(type, type))
                .collect(Collectors.joining(" and "));
    }

    private int offset(CelIssue issue) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int lineStart = 0;
        for (int i = 1; i < line; i++) {
            lineStart = source.indexOf('\n', lineStart) + 1;
        }
        int length = source.codePointCount(0, source.length());
        return Math.min(
                length,
                source.codePointCount(0, lineStart)
                        + Math.max(0, issue.getSourceLocation().getColumn()));
    }

    /** The field that is not there, with the nearest that is. */
    Problem unknownField(FieldNames.Read read, int offset, Optional<String> nearest, String where) {
        return at(
                offset,
                "there is no field \"" + read.path() + "\" " + where,
                nearest.map(name -> "did you mean \"" + name + "\"?").orElse(null));
    }
}
