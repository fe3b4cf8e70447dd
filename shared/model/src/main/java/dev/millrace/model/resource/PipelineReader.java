package dev.millrace.model.resource;

import dev.millrace.model.document.KnownKeys;
import dev.millrace.model.document.NodeAt;
import dev.millrace.model.plan.Delivery;
import dev.millrace.model.step.KeyedSettings;
import dev.millrace.model.step.Step;
import dev.millrace.model.step.StepReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a pipeline's spec. Stateless; any thread. */
final class PipelineReader {

    private PipelineReader() {}

    static Optional<PipelineSpec> read(NodeAt spec, String name) {
        KnownKeys keys = KnownKeys.of(
                spec,
                "a pipeline's spec",
                Set.of("from", "start", "delivery", "steps", "to", "onError", "tests"),
                Set.of());
        List<String> from = keys.require("from", "the stream to read")
                .map(PipelineReader::from)
                .orElse(List.of());
        StartAt start = keys.get("start")
                .flatMap(at -> at.parsed("earliest, latest or a time", StartAt::parse))
                .orElse(StartAt.EARLIEST);
        Delivery delivery = keys.get("delivery")
                .flatMap(at -> at.oneOf(Delivery.words()))
                .map(Delivery::of)
                .orElse(Delivery.EXACTLY_ONCE);
        keys.get("onError").ifPresent(PipelineReader::onError);
        List<Step> steps = keys.get("steps").map(StepReader::read).orElse(List.of());
        String to = keys.get("to").flatMap(ResourceReader::resourceName).orElse(name);
        String deadLetters = name + ".dead";
        if (from.contains(to) && !to.isEmpty()) {
            keys.get("to")
                    .or(() -> keys.get("from"))
                    .ifPresent(at -> at.refuse(
                            "the pipeline would read its own results: \"" + to + "\" is what it writes to",
                            "give another stream as to"));
        }
        if (to.equals(deadLetters) || from.contains(deadLetters)) {
            spec.refuse("\"" + deadLetters + "\" is the stream of this pipeline's dead letters", null);
        }
        Set<String> outputs = new LinkedHashSet<>(List.of(to, deadLetters));
        for (Step step : steps) {
            if (step.settings() instanceof KeyedSettings keyed) {
                keyed.lateStream(name).ifPresent(outputs::add);
            }
        }
        List<PipelineTest> tests = keys.get("tests")
                .filter(at -> !name.isEmpty())
                .map(at -> PipelineTestReader.read(at, from, List.copyOf(outputs)))
                .orElse(List.of());
        return from.isEmpty()
                ? Optional.empty()
                : Optional.of(new PipelineSpec(from, start, delivery, steps, to, deadLetters, tests));
    }

    private static List<String> from(NodeAt at) {
        List<String> streams = new ArrayList<>();
        for (NodeAt item : at.oneOrMore("a stream's name, or a list of them").orElse(List.of())) {
            ResourceReader.resourceName(item).ifPresent(stream -> {
                if (streams.contains(stream)) {
                    item.refuse("\"" + stream + "\" is read already", null);
                }
                streams.add(stream);
            });
        }
        return streams;
    }

    private static void onError(NodeAt at) {
        KnownKeys keys = KnownKeys.of(at, "onError", Set.of("then"), Set.of("retry"));
        keys.get("then").ifPresent(then -> then.oneOf(List.of("dead-letter")));
    }
}
