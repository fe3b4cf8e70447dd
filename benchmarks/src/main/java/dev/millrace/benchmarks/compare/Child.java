package dev.millrace.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, which ends with this one at the latest. Thread-safe. */
final class Child implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::killAll, "children"));
    }

    private final String name;
    private final Path log;
    private final Process process;
    private final long startedMillis = System.currentTimeMillis();

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
    }

    /** A JVM with these arguments; what it prints goes to its log in the folder. */
    static synchronized Child start(String name, Path logs, Map<String, String> environment, List<String> arguments) {
        if (ending) {
            throw new IllegalStateException("this JVM is ending");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Path log = logs.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(logs.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(environment);
        try {
            return new Child(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void killAll() {
        ending = true;
        RUNNING.forEach(Process::destroyForcibly);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    long startedMillis() {
        return startedMillis;
    }

    /**
     * Nothing while it runs.
     *
     * @throws IllegalStateException with the end of its log, when it has ended
     */
    void mustRun() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    name + " ended with " + process.exitValue() + "; the end of " + log + ":\n" + tail());
        }
    }

    /** Waits until it has printed a text. */
    void awaitPrinted(String text) throws IOException, InterruptedException {
        while (!Files.readString(log).contains(text)) {
            mustRun();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** The last lines it printed. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }

    /** SIGTERM, and SIGKILL for one that does not stop within some seconds; blocks. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
