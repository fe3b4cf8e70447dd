package dev.millrace.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a running JVM, another process than this, has used so far and holds now. */
record ProcessFigures(long pid) {

    /** Of a serial collector's heap the old part, which has no garbage of the last moments; of another's all. */
    private static final Pattern USED = Pattern.compile("(?:tenured generation|heap) .* used (\\d+)K");

    /** Processor time used so far. */
    Duration cpu() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    /** Lets it collect its garbage. */
    void collect() throws IOException, InterruptedException {
        ask("GC.run");
    }

    /** What its heap holds right after {@link #collect}, in megabytes. */
    double heapMegabytes() throws IOException, InterruptedException {
        double kilobytes = 0;
        Matcher used = USED.matcher(ask("GC.heap_info"));
        while (used.find()) {
            kilobytes += Double.parseDouble(used.group(1));
        }
        return kilobytes / 1_024;
    }

    /** Memory it really has, in megabytes. */
    double residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElseThrow();
    }

    private String ask(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError("jcmd " + command + ": " + answer);
        }
        return answer;
    }
}
