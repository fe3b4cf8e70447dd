package dev.millrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code millrace} command line. Exit codes: 0 done, 1 failed with a sentence on stderr, 2 not understood. */
@Command(
        name = "millrace",
        description = "A real-time event platform: pipelines in YAML, events over HTTP, results over SSE.",
        subcommands = UpCommand.class,
        mixinStandardHelpOptions = true,
        versionProvider = Millrace.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Millrace implements Runnable {

    @Spec
    private CommandSpec spec;

    /** The process. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        // Each service brings a logback.xml for its own process; in this one there is one more.
        System.setProperty("logback.configurationFile", "millrace-logback.xml");
        int code = execute(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), args);
        // A failed start may leave threads that are not daemons.
        Runtime.getRuntime().halt(code);
    }

    /** Runs one command line and answers its exit code; {@code up} returns when it has been stopped. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Millrace())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("millrace: " + Sentence.of(failure));
                    return 1;
                })
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? The usual one is: millrace up");
    }

    /** The version of this build. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Millrace.class.getResourceAsStream("/millrace-version.properties")) {
                properties.load(in);
            }
            return new String[] {"millrace " + properties.getProperty("version")};
        }
    }
}
