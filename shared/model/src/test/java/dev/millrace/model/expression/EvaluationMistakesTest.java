package dev.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import dev.millrace.model.document.SourceMap;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluationMistakesTest {

    /** From some 20,000 divisions by zero on, HotSpot throws one exception without a message, and CEL fails on that. */
    @Test
    void a_division_by_zero_is_told_also_from_compiled_machine_code() {
        for (String function : new String[] {"divide_int64", "modulo_int64"}) {
            CelEvaluationException failure = CelEvaluationExceptionBuilder.newBuilder(
                            "Function '" + function + "' failed with arg(s) '1, 0'")
                    .setCause(new NullPointerException())
                    .build();
            Event event = new Event(new byte[] {'{', '}'}, null, 0, Op.INSERT, null);
            assertThat(new EvaluationMistakes(SourceMap.at(1, 1), Set.of()).explain(failure, event))
                    .hasMessage("division by zero");
        }
    }
}
