package dev.millrace.model.dedupe;

import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclaration.Fields;
import java.util.List;

/** What {@code dedupe} is declared to be. */
public final class DedupeDeclaration {

    public static final StepDeclaration STEP = new StepDeclaration(
            "dedupe",
            "aggregate-service",
            true,
            true,
            false,
            Fields.KEEPS,
            "Lets the first event of each id pass and drops what repeats it.",
            List.of(
                    new SettingDeclaration(
                            "id",
                            Form.VALUES,
                            true,
                            "What makes two events the same: fields, or name to CEL expression."),
                    new SettingDeclaration(
                            "within",
                            Form.LIMIT_TIME,
                            true,
                            "How far apart in event time two events of one id are no repetition; 1ms to 366d."),
                    new SettingDeclaration(
                            "maxKeys",
                            Form.LIMIT_COUNT,
                            false,
                            "How many ids one task remembers at most, 1000000 by default; the oldest is forgotten.")),
            false,
            DedupeReader::read,
            (settings, before) -> before);

    private DedupeDeclaration() {}
}
