package dev.millrace.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a JVM of its own, with its output line by line; killed when closed. */
final class UpProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private UpProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    static UpProcess start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.management/sun.management=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Millrace.class.getName()));
        command.addAll(List.of(args));
        return new UpProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    Process process() {
        return process;
    }

    /** Reads on to a line that begins so; fails when the output ends before. */
    String awaitLine(String beginning) throws IOException {
        List<String> read = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            read.add(line);
        }
        throw new AssertionError("no line begins with \"" + beginning + "\" in:\n" + String.join("\n", read));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
