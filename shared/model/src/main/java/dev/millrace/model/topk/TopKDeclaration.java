package dev.millrace.model.topk;

import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclaration.Fields;
import java.util.List;

/** What {@code topK} is declared to be. */
public final class TopKDeclaration {

    public static final StepDeclaration STEP = new StepDeclaration(
            "topK",
            "aggregate-service",
            true,
            true,
            true,
            Fields.KEEPS,
            "Lets the best k rows of each group and window pass, and takes back those that are among them no more.",
            List.of(
                    new SettingDeclaration("k", Form.NUMBER, true, "How many rows pass at most, 1 to 10000."),
                    new SettingDeclaration(
                            "order",
                            Form.EXPRESSION,
                            true,
                            "The number that rows are ranked by: a field, or a CEL expression."),
                    new SettingDeclaration(
                            "least", Form.SWITCH, false, "Whether the least numbers are the best, false by default."),
                    new SettingDeclaration(
                            "by",
                            Form.VALUES,
                            false,
                            "What rows are grouped by: fields, or name to CEL expression; none means one group."),
                    new SettingDeclaration(
                            "window",
                            Form.WINDOW,
                            false,
                            "Which rows are ranked together; none means all there ever are."),
                    new SettingDeclaration("late", Form.LATE, false, "What becomes of rows after their window's end."),
                    new SettingDeclaration("emit", Form.EMIT, false, "When rows leave."),
                    new SettingDeclaration(
                            "appendOnly",
                            Form.SWITCH,
                            false,
                            "Whether nothing that came is ever taken back, so that only the best k rows are kept; false by default."),
                    new SettingDeclaration(
                            "maxRows",
                            Form.LIMIT_COUNT,
                            false,
                            "How many rows of a group and window are kept at most, 100000 by default; the one ranked last goes.")),
            false,
            TopKReader::read,
            (settings, before) -> before);

    private TopKDeclaration() {}
}
