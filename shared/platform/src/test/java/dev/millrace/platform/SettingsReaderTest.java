package dev.millrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    @TempDir
    Path folder;

    @Test
    void nestedKeysOfTheClassPathsFileAreDottedNames() {
        Settings settings = SettingsReader.read(Map.of());
        assertThat(settings.getInt("gateway.port", 8080)).isEqualTo(8181);
        assertThat(settings.get("gateway.host", "")).isEqualTo("127.0.0.2");
        assertThat(settings.getList("kafka.bootstrap.servers")).containsExactly("one:9092", "two:9092");
        assertThat(settings.get("absent", "otherwise")).isEqualTo("otherwise");
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        Settings settings = SettingsReader.read(Map.of("MILLRACE_GATEWAY_PORT", "9000", "HOME", "/root"));
        assertThat(settings.getInt("gateway.port", 8080)).isEqualTo(9000);
        assertThat(settings.get("gateway.host", "")).isEqualTo("127.0.0.2");
        assertThat(settings.values()).doesNotContainKey("home");
    }

    @Test
    void aNamedFileReplacesTheClassPathsAndTheEnvironmentStillWins() throws Exception {
        Path file = Files.writeString(folder.resolve("own.yaml"), "gateway: {port: 7000}\ninstance: one\n");
        Settings settings = SettingsReader.read(Map.of("MILLRACE_CONFIG", file.toString(), "MILLRACE_INSTANCE", "two"));
        assertThat(settings.values()).containsOnly(Map.entry("gateway.port", "7000"), Map.entry("instance", "two"));
    }

    @Test
    void whatIsNotASettingsFileIsRefusedWithItsName() throws Exception {
        Path list = Files.writeString(folder.resolve("list.yaml"), "- a\n");
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "a: [\n");
        assertThatThrownBy(() -> SettingsReader.read(Map.of("MILLRACE_CONFIG", list.toString())))
                .isInstanceOf(StartException.class)
                .hasMessage("the settings in " + list + " must be a map of names to values");
        assertThatThrownBy(() -> SettingsReader.read(Map.of("MILLRACE_CONFIG", broken.toString())))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("the settings in " + broken + " are not YAML");
        assertThatThrownBy(() -> SettingsReader.read(Map.of("MILLRACE_CONFIG", folder + "/absent.yaml")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("absent.yaml that MILLRACE_CONFIG names cannot be read");
    }

    @Test
    void aSwitchIsTrueOrFalse() {
        Settings settings = new Settings(Map.of("on", "true", "off", "false", "odd", "yes"));
        assertThat(settings.isOn("on", false)).isTrue();
        assertThat(settings.isOn("off", true)).isFalse();
        assertThat(settings.isOn("absent", true)).isTrue();
        assertThatThrownBy(() -> settings.isOn("odd", true))
                .hasMessage("setting odd must be true or false, not \"yes\"");
    }

    @Test
    void anInstanceNameHoldsNoUnderscore() {
        assertThat(InstanceName.of(new Settings(Map.of("instance", "gateway-0"))))
                .isEqualTo("gateway-0");
        assertThat(InstanceName.of(new Settings(Map.of()))).doesNotContain("_").isNotEmpty();
        assertThatThrownBy(() -> InstanceName.of(new Settings(Map.of("instance", "a_b"))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("not \"a_b\"");
    }
}
