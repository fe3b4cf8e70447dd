package dev.millrace.model.batch;

import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclaration.Fields;
import java.util.List;

/** What {@code batch} is declared to be. */
public final class BatchDeclaration {

    public static final StepDeclaration STEP = new StepDeclaration(
            "batch",
            "aggregate-service",
            true,
            true,
            true,
            Fields.FIXES,
            "Turns several events into one that has them in a list.",
            List.of(
                    new SettingDeclaration(
                            "by",
                            Form.GROUP,
                            false,
                            "What events are grouped by: fields, or name to CEL expression; none means each partition by itself."),
                    new SettingDeclaration(
                            "maxEvents",
                            Form.LIMIT_COUNT,
                            false,
                            "How many events a batch has at most, 100 by default."),
                    new SettingDeclaration(
                            "maxAge",
                            Form.LIMIT_TIME,
                            false,
                            "How long after its earliest event a batch ends, 1ms to 366d, 10s by default."),
                    new SettingDeclaration(
                            "time", Form.CLOCK, false, "Whether a batch's age is by event time or by the clock."),
                    new SettingDeclaration(
                            "maxBytes",
                            Form.LIMIT_BYTES,
                            false,
                            "How many bytes a batch has at most, 1KiB to 1MiB, 512KiB by default.")),
            false,
            BatchReader::read,
            (settings, before) -> ((BatchSettings) settings).scope());

    private BatchDeclaration() {}
}
