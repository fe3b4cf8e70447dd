package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.OperatorRegistry;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclarations;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every declared step has one implementation, and the reverse. */
class DeclaredStepsTest {

    @Test
    void declarationsAndCodeAgree() {
        Set<String> declared =
                StepDeclarations.all().stream().map(StepDeclaration::operator).collect(Collectors.toSet());
        assertThat(declared).isNotEmpty();
        assertThat(OperatorRegistry.onClassPath().operators()).containsExactlyInAnyOrderElementsOf(declared);
    }
}
