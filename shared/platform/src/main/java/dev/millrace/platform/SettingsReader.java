package dev.millrace.platform;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads {@link Settings}: {@code MILLRACE_GATEWAY_PORT} in the environment, over the file that {@code MILLRACE_CONFIG} names or else
 * {@code application.yaml} on the class path. Nested keys become dotted names, lists become text with commas.
 */
public final class SettingsReader {

    private static final String PREFIX = "MILLRACE_";
    private static final String FILE = PREFIX + "CONFIG";

    private SettingsReader() {}

    /**
     * Reads the settings of a process with this environment.
     *
     * @throws StartException when a file cannot be read or is not a map of settings
     */
    public static Settings read(Map<String, String> environment) {
        Map<String, String> values = environment.containsKey(FILE) ? file(environment.get(FILE)) : classPath();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.equals(FILE)) {
                values.put(dotted(name), value);
            }
        });
        return new Settings(Map.copyOf(values));
    }

    private static String dotted(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Map<String, String> file(String name) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            return flat(in, name);
        } catch (IOException e) {
            throw new StartException("the settings file " + name + " that " + FILE + " names cannot be read: " + e, e);
        }
    }

    // One JVM may hold several services, each with its own file: the first on the class path wins, as for any resource.
    private static Map<String, String> classPath() {
        Map<String, String> values = new HashMap<>();
        try {
            for (URL url :
                    Collections.list(SettingsReader.class.getClassLoader().getResources("application.yaml"))) {
                try (InputStream in = url.openStream()) {
                    flat(in, url.toString()).forEach(values::putIfAbsent);
                }
            }
        } catch (IOException e) {
            throw new StartException("application.yaml on the class path cannot be read: " + e, e);
        }
        return values;
    }

    private static Map<String, String> flat(InputStream in, String name) {
        try {
            Object tree = new Load(LoadSettings.builder().setLabel(name).build()).loadFromInputStream(in);
            Map<String, String> values = new HashMap<>();
            if (tree instanceof Map<?, ?> map) {
                flatten("", map, values);
            } else if (tree != null) {
                throw new StartException("the settings in " + name + " must be a map of names to values");
            }
            return values;
        } catch (YamlEngineException e) {
            throw new StartException("the settings in " + name + " are not YAML: " + e.getMessage(), e);
        }
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> into) {
        map.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> inner) {
                flatten(name + ".", inner, into);
            } else if (value instanceof Collection<?> items) {
                into.put(name, items.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else if (value != null) {
                into.put(name, value.toString());
            }
        });
    }
}
