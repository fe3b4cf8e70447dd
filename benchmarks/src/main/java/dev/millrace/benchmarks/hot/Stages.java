package dev.millrace.benchmarks.hot;

import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.plan.StateLostException;
import dev.millrace.model.event.EventKey;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.plan.Stage;
import dev.millrace.model.plan.StreamRef;
import dev.millrace.model.resource.PipelineResource;
import dev.millrace.model.resource.ResourceReader;
import java.util.List;

/** Stages of pipelines over one stream that is keyed by {@code auction}. */
final class Stages {

    private Stages() {}

    /** A pipeline's first stage. */
    static Stage of(String yaml) throws StateLostException {
        PipelineResource pipeline =
                (PipelineResource) ResourceReader.read(yaml).resources().get(0);
        EventKey auction = new EventKey(List.of(FieldPath.parse("auction")));
        return Planner.plan(pipeline, 1, name -> new StreamRef(name, "id", 1, auction, null), null)
                .stages()
                .get(0);
    }
}
