package dev.millrace.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house: which way dependencies point, what signatures may name, where drivers live. */
class HouseRulesTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace");

    private static final List<String> SERVICES = List.of("ingest", "transform", "aggregate", "cep", "gateway");

    private static final String[] DRIVERS = {"org.apache.kafka..", "com.hazelcast..", "io.vertx.."};

    @Test
    void everyRoomIsSeen() {
        for (String room : List.of(
                "model",
                "engine",
                "steps",
                "platform",
                "broker",
                "standalone",
                "ingest",
                "transform",
                "aggregate",
                "cep",
                "gateway")) {
            assertThat(CODE.stream().anyMatch(c -> c.getPackageName().startsWith("dev.millrace." + room)))
                    .as(room)
                    .isTrue();
        }
    }

    @Test
    void modelKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.millrace.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.millrace.engine..", "dev.millrace.platform..", "dev.millrace.steps..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(DRIVERS)
                .check(CODE);
    }

    @Test
    void engineKnowsTheModelAndDriversOnlyInIo() {
        noClasses()
                .that()
                .resideInAPackage("dev.millrace.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.millrace.platform..", "dev.millrace.steps..", "io.vertx..")
                .check(CODE);
        driversOnlyInIo().check(CODE);
    }

    private static ArchRule driversOnlyInIo() {
        return noClasses()
                .that()
                .resideInAPackage("dev.millrace.engine..")
                .and()
                .resideOutsideOfPackage("dev.millrace.engine.io..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DRIVERS);
    }

    @Test
    void stepsArePure() {
        noClasses()
                .that()
                .resideInAPackage("dev.millrace.steps..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DRIVERS)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.millrace.platform..", "dev.millrace.engine.io..")
                .check(CODE);
    }

    @Test
    void noServiceKnowsAnother() {
        for (String service : SERVICES) {
            String[] others = SERVICES.stream()
                    .filter(other -> !other.equals(service))
                    .map(other -> "dev.millrace." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.millrace." + service + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(CODE);
        }
    }

    @Test
    void theBrokerIsOnNoServicesPath() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.millrace.broker..", "dev.millrace.standalone..", "dev.millrace.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.millrace.broker..")
                .check(CODE);
    }

    @Test
    void signaturesNameNoJsonLibrary() {
        signaturesWithoutJson().check(CODE);
    }

    private static ArchRule signaturesWithoutJson() {
        return classes()
                .that()
                .resideInAnyPackage("dev.millrace.model..", "dev.millrace.engine..", "dev.millrace.steps..")
                .should(new ArchCondition<JavaClass>("name no type of Jackson or Vert.x JSON in a signature") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        Stream<JavaClass> named = Stream.concat(
                                item.getCodeUnits().stream()
                                        .filter(unit -> !unit.getModifiers().contains(JavaModifier.PRIVATE))
                                        .flatMap(HouseRulesTest::signature),
                                item.getFields().stream()
                                        .filter(field -> !field.getModifiers().contains(JavaModifier.PRIVATE))
                                        .map(JavaField::getRawType));
                        named.filter(HouseRulesTest::isJson)
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        item, item.getName() + " names " + type.getName())));
                    }
                });
    }

    private static Stream<JavaClass> signature(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream());
    }

    private static boolean isJson(JavaClass type) {
        return type.getPackageName().startsWith("com.fasterxml.jackson")
                || type.getPackageName().startsWith("io.vertx.core.json");
    }

    @Test
    void onlyOneClassSendsOffsetsToTransactions() {
        onlyTransactionsSendOffsets().check(CODE);
    }

    private static ArchRule onlyTransactionsSendOffsets() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.millrace.engine.io.delivery.StageTransaction")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "sendOffsetsToTransaction",
                        (JavaMethodCall call) -> call.getName().equals("sendOffsetsToTransaction")));
    }

    /** The canary: each rule catches a breach, or it protects nothing. */
    @Test
    void breachesAreCaught() {
        JavaClasses breaches = new ClassFileImporter().importPackages("dev.millrace.engine.canary");
        assertThat(breaches).isNotEmpty();
        assertThatThrownBy(() -> driversOnlyInIo().check(breaches)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> signaturesWithoutJson().check(breaches)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> onlyTransactionsSendOffsets().check(breaches)).isInstanceOf(AssertionError.class);
    }
}
