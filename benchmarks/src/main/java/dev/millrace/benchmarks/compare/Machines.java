package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Job;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the run's JVMs are started.
 *
 * @param root the checkout, in which everything is packaged
 * @param profile whether contenders write flight recordings, {@code <name>.jfr} among the logs
 */
record Machines(Path root, Path logs, String heap, String collector, boolean profile) {

    private static final List<String> HAZELCAST = List.of(
            // Otherwise each of Hazelcast's callbacks gets a new thread on a small machine.
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private static final List<String> FLINK = List.of(
            "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");

    /** What a contender's JVM gets beside its heap and collector. */
    static List<String> options(String contender) {
        return switch (contender) {
            case "millrace", "jet" -> HAZELCAST;
            case "flink" -> FLINK;
            default -> List.of();
        };
    }

    /** A main of this module. */
    Child main(String name, List<String> options, Class<?> main, List<String> arguments) {
        return main(name, options, classPath(), main, arguments);
    }

    /** A contender's main of this module. */
    Child contender(String contender, Class<?> main, Job job) {
        String classPath = classPath();
        if (contender.equals("flink")) {
            Path client = jar(root.resolve("benchmarks/target/peers/flink"), "kafka-clients");
            // The services' jars name newer ones in their manifests: what stands first is taken.
            classPath = client + File.pathSeparator + classPath;
        }
        return main(job.name(), worker(contender, job.name()), classPath, main, job.arguments());
    }

    /** That of this JVM, whatever folder the other is started in. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Child main(String name, List<String> options, String classPath, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-Dlogback.configurationFile=compare-logback.xml", "-cp", classPath, main.getName()));
        command.addAll(arguments);
        return Child.start(name, logs, Map.of(), command);
    }

    /** A service, from the jar an image would hold. */
    Child service(String name, List<String> options, String module, Map<String, String> environment) {
        List<String> command = new ArrayList<>(options);
        Path jar = jar(root.resolve(module).resolve("target"), "millrace-" + module);
        command.addAll(List.of("-jar", jar.toString()));
        return Child.start(name, logs, environment, command);
    }

    /** Heap and collector, the same heap for every contender. */
    List<String> worker(String contender, String name) {
        boolean serial = collector.equals("own")
                ? contender.equals("millrace") || contender.equals("loop")
                : collector.equals("serial");
        List<String> options = new ArrayList<>(
                List.of("-Xms" + heap, "-Xmx" + heap, serial ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC"));
        if (profile) {
            options.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
            options.add("-XX:StartFlightRecording:settings=profile,dumponexit=true,filename="
                    + logs.resolve(name + ".jfr"));
        }
        options.addAll(options(contender));
        return options;
    }

    /** @throws IllegalArgumentException with a sentence, when something is not packaged */
    void check() {
        for (String module : List.of("aggregate-service", "transform-service", "gateway")) {
            jar(root.resolve(module).resolve("target"), "millrace-" + module);
        }
        jar(root.resolve("benchmarks/target/peers/flink"), "kafka-clients");
    }

    private static Path jar(Path folder, String artifact) {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                Optional<Path> jar = files.filter(
                                file -> file.getFileName().toString().matches(artifact + "-[0-9].*\\.jar"))
                        .filter(file -> !file.toString().endsWith("-tests.jar"))
                        .findFirst();
                if (jar.isPresent()) {
                    return jar.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalArgumentException(
                "no " + artifact + " in " + folder + ": package the checkout, and run this in it or with --root");
    }
}
