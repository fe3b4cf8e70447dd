package dev.millrace.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another process: started from a jar, configured by its environment, killed with SIGKILL. */
final class ServiceChild implements AutoCloseable {

    private final Process process;
    private final Path log;

    private ServiceChild(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** A JVM with these arguments after the common options; what it prints goes to the log. */
    static ServiceChild start(Path log, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
                "-Dmillrace.home=" + House.root()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.directory(new File(log.getParent().toString()));
        builder.environment().putAll(environment);
        try {
            return new ServiceChild(builder.start(), log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing in the process can do anything about it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** SIGSTOP or SIGCONT: {@code signal("STOP")} lets it hang as a machine that does not answer. */
    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -" + name + " ended with " + exit);
        }
    }

    /** SIGTERM, then its exit code. */
    int terminate(Duration limit) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("did not stop within " + limit + "; it printed " + printed());
        }
        return process.exitValue();
    }

    /** Processor time used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    String printed() {
        return House.read(log);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
