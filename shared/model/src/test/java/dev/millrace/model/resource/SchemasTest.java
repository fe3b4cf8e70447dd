package dev.millrace.model.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.json.JsonTree;
import dev.millrace.model.step.SettingDeclaration;
import dev.millrace.model.step.StepDeclaration;
import dev.millrace.model.step.StepDeclarations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemasTest {

    private static Map<String, Object> schema(String kind) {
        return JsonTree.readObject(Schemas.of(kind).getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T at(Object tree, String... path) {
        Object at = tree;
        for (String name : path) {
            at = ((Map<String, Object>) at).get(name);
            assertThat(at).as(name).isNotNull();
        }
        return (T) at;
    }

    @Test
    void every_declared_step_and_setting_is_in_the_schema() {
        List<Map<String, Object>> steps =
                at(schema("Pipeline"), "properties", "spec", "properties", "steps", "items", "oneOf");

        assertThat(steps).hasSameSizeAs(StepDeclarations.all());
        for (int i = 0; i < steps.size(); i++) {
            StepDeclaration declaration = StepDeclarations.all().get(i);
            Map<String, Object> value = at(steps.get(i), "properties", declaration.operator());
            assertThat(steps.get(i).get("description")).isEqualTo(declaration.doc());
            assertThat(steps.get(i).get("required")).isEqualTo(List.of(declaration.operator()));
            for (SettingDeclaration setting : declaration.settings()) {
                Map<String, Object> schema = declaration.inline() ? value : at(value, "properties", setting.name());
                assertThat(schema).containsEntry("title", setting.name()).containsEntry("description", setting.doc());
            }
        }
    }

    @Test
    void a_stream_has_its_settings_and_no_others() {
        Map<String, Object> spec = at(schema("Stream"), "properties", "spec");

        assertThat(SchemasTest.<Map<String, Object>>at(spec, "properties").keySet())
                .containsExactly("key", "partitions", "retention", "timestamp", "watermark");
        assertThat(spec).containsEntry("additionalProperties", false);
    }

    @Test
    void other_kinds_have_none_yet() {
        assertThatThrownBy(() -> Schemas.of("Table")).hasMessageContaining("expected Stream or Pipeline");
    }
}
