package dev.millrace.standalone;

import dev.millrace.platform.Settings;
import dev.millrace.platform.SettingsReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace up}: the whole platform in this process, until Ctrl-C or SIGTERM. */
@Command(
        name = "up",
        description = "Starts the whole platform in this process, on this machine only, with its own Kafka broker.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (default: ${DEFAULT-VALUE}).",
            defaultValue = "./data")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the gateway; 0 = a free one (default: 8080, or MILLRACE_GATEWAY_PORT).")
    private Integer port;

    @Option(names = "--demo", description = "Applies examples/demo and replays 2,000 Wikipedia edits.")
    private boolean demo;

    @Option(
            names = "--fsync",
            description = "Acknowledges an event when it is on the disk: survives a power cut, and is slower.")
    private boolean fsync;

    @Option(names = "--stop-when-ready", hidden = true, description = "Stops as soon as everything is up.")
    private boolean stopWhenReady;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = SettingsReader.read(System.getenv());
        int gatewayPort = port != null ? port : settings.getInt("gateway.port", 8080);
        UpOptions options = new UpOptions(data, gatewayPort, fsync);
        Stop stop = Stop.onSignal(out);
        Standalone standalone;
        try {
            standalone = Standalone.start(options, settings, new Progress(out));
        } catch (RuntimeException e) {
            stop.nothingStarted();
            throw e;
        }
        out.println(Welcome.text(standalone.baseUrl(), data, standalone.bootstrapServers()));
        Demo replay = demo ? Demo.start(standalone.baseUrl(), out) : null;
        stop.started(() -> {
            if (replay != null) {
                replay.close();
            }
            standalone.close();
        });
        if (stopWhenReady) {
            stop.now();
            return 0;
        }
        // The signal's thread stops everything and ends the process.
        new CountDownLatch(1).await();
        return 0;
    }
}
