package dev.millrace.model.reorder;

import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclaration.Fields;
import java.util.List;

/** What {@code reorder} is declared to be. */
public final class ReorderDeclaration {

    public static final StepDeclaration STEP = new StepDeclaration(
            "reorder",
            "aggregate-service",
            true,
            true,
            false,
            Fields.KEEPS,
            "Holds events and lets them go in the order of their event time.",
            List.of(
                    new SettingDeclaration(
                            "hold",
                            Form.LENGTH,
                            true,
                            "How long after the watermark has reached its time an event is held still; 0s to 366d."),
                    new SettingDeclaration(
                            "by",
                            Form.VALUES,
                            false,
                            "What is to be in order: fields, or name to CEL expression; none means each partition by itself."),
                    new SettingDeclaration(
                            "maxEvents",
                            Form.LIMIT_COUNT,
                            false,
                            "How many events one task holds at most, 10000 by default; the oldest goes early."),
                    new SettingDeclaration(
                            "maxBytes",
                            Form.LIMIT_BYTES,
                            false,
                            "How many bytes of events one task holds at most, 1KiB to 1024GiB, 16MiB by default.")),
            false,
            ReorderReader::read,
            (settings, before) -> before);

    private ReorderDeclaration() {}
}
