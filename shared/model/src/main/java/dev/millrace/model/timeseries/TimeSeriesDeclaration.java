package dev.millrace.model.timeseries;

import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.SettingDeclaration.Form;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclaration.Fields;
import java.util.List;

/** What {@code timeseries} is declared to be. */
public final class TimeSeriesDeclaration {

    public static final StepDeclaration STEP = new StepDeclaration(
            "timeseries",
            "aggregate-service",
            true,
            true,
            true,
            Fields.FIXES,
            "Computes values over windows of several lengths at once, fills gaps and compares with the windows before.",
            List.of(
                    new SettingDeclaration(
                            "by",
                            Form.GROUP,
                            false,
                            "What events are grouped by: fields, or name to CEL expression; none means one group."),
                    new SettingDeclaration(
                            "resolutions",
                            Form.LENGTHS,
                            true,
                            "How long windows are, the shortest first, each a multiple of the one before."),
                    new SettingDeclaration(
                            "zone",
                            Form.ZONE,
                            false,
                            "The time zone whose midnights the borders follow; none means UTC."),
                    new SettingDeclaration(
                            "offset",
                            Form.LENGTH,
                            false,
                            "By how much borders lie behind the usual ones, 0s by default."),
                    new SettingDeclaration(
                            "fill", Form.FILL, false, "What stands in windows without events, none by default."),
                    new SettingDeclaration(
                            "compute", Form.COMPUTATIONS, true, "Name to aggregate: mean: avg(temperature)."),
                    new SettingDeclaration(
                            "derive",
                            Form.DERIVATIONS,
                            false,
                            "Name to what is computed of a computed value and those before it: change: delta(mean)."),
                    new SettingDeclaration(
                            "late", Form.LATE, false, "What becomes of events after their shortest window's end.")),
            false,
            TimeSeriesReader::read,
            (settings, before) -> ((TimeSeriesSettings) settings).scope());

    private TimeSeriesDeclaration() {}
}
