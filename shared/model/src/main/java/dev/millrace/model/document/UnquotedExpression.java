package dev.millrace.model.document;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises the commonest mistake in a pipeline file: an expression that YAML takes for something else. Stateless; any thread. */
final class UnquotedExpression {

    private static final Pattern ENTRY =
            Pattern.compile("^[\\s-]*(?<key>[^\\s:'\"{\\[]+)\\s*:\\s+(?<value>\\S.*?)\\s*$");
    private static final Pattern OPERATOR = Pattern.compile("==|!=|<=|>=|&&|\\|\\||[<>?]|\\w\\(");
    private static final String SPECIAL = "!\"'&*|>%@[{`";

    private UnquotedExpression() {}

    /** How to write the line, if it looks like a key with an expression that needs quotes. */
    static Optional<String> suggestion(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return Optional.empty();
        }
        String value = entry.group("value");
        boolean special = SPECIAL.indexOf(value.charAt(0)) >= 0;
        if (!special && !OPERATOR.matcher(value).find()) {
            return Optional.empty();
        }
        return Optional.of("if this is an expression, put it in quotes: " + entry.group("key") + ": " + quoted(value));
    }

    /** The text in single quotes of YAML. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
