package dev.millrace.model.document;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says in our words what the YAML parser stumbled over. Stateless; any thread. */
final class YamlMistakes {

    private YamlMistakes() {}

    static Problem explain(MarkedYamlEngineException broken, String text) {
        Optional<Mark> mark = broken.getProblemMark().or(broken::getContextMark);
        int line = mark.map(Mark::getLine).orElse(-1);
        String detail = "this is not YAML: "
                + (broken.getContext() == null ? "" : broken.getContext() + ", ")
                + broken.getProblem();
        Optional<String> quoted = broken.getProblemMark()
                .flatMap(at -> UnquotedExpression.suggestion(line(text, at.getLine())))
                .or(() ->
                        broken.getContextMark().flatMap(at -> UnquotedExpression.suggestion(line(text, at.getLine()))));
        return new Problem("", line + 1, mark.map(at -> at.getColumn() + 1).orElse(0), detail, quoted.orElse(null));
    }

    /** A line of the text, counted from 0; empty past the end. */
    static String line(String text, int number) {
        return text.lines().skip(number).findFirst().orElse("");
    }
}
