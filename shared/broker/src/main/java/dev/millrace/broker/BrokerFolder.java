package dev.millrace.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * The data folder: {@code broker.properties} with what must be the same at the next start, and {@code log} with the records.
 *
 * <p>The controller's quorum is one voter named by address in the configuration, not in the log, so both ports may change between starts.
 *
 * @param clusterId fixed at the first start; the log belongs to it
 * @param port for clients, on 127.0.0.1
 * @param controllerPort for the broker's own controller, on 127.0.0.1
 */
record BrokerFolder(Path log, String clusterId, int port, int controllerPort) {

    private static final String FILE = "broker.properties";

    /**
     * Creates the folder when absent and keeps others out of it.
     *
     * @throws BrokerException when it cannot be used or another broker has it
     */
    static FolderLock lock(BrokerOptions options) {
        try {
            return FolderLock.of(Files.createDirectories(options.data()));
        } catch (IOException e) {
            throw cannotBeUsed(options, e);
        }
    }

    /**
     * Reads the folder, or starts a new one, and settles the ports of this start.
     *
     * @throws BrokerException when the folder cannot be used or the port that was asked for is taken
     */
    static BrokerFolder open(BrokerOptions options) {
        try {
            Path log = Files.createDirectories(options.data().resolve("log")).toAbsolutePath();
            Properties kept = read(options.data().resolve(FILE));
            BrokerFolder folder = withPorts(log, kept, options.port());
            folder.write(options.data().resolve(FILE));
            return folder;
        } catch (IOException e) {
            throw cannotBeUsed(options, e);
        }
    }

    /** True when the records' folder has not been used yet. */
    boolean isNew() {
        return !Files.exists(log.resolve("meta.properties"));
    }

    private static BrokerException cannotBeUsed(BrokerOptions options, IOException cause) {
        String reason = cause instanceof FileAlreadyExistsException ? "it is a file, not a folder" : cause.getMessage();
        return new BrokerException("the broker's data folder " + options.data() + " cannot be used: " + reason, cause);
    }

    private static BrokerFolder withPorts(Path log, Properties kept, int wanted) throws IOException {
        String clusterId = kept.getProperty("cluster.id", Uuid.randomUuid().toString());
        if (wanted != 0 && !Ports.isFree(wanted)) {
            throw new BrokerException(
                    "port " + wanted
                            + " on 127.0.0.1 is in use, so the embedded broker cannot listen there: stop what uses it or choose another port");
        }
        int port = wanted != 0 ? wanted : number(kept, "port");
        int controllerPort = number(kept, "controller.port");
        List<Integer> spare = Ports.free(2);
        if (port == 0 || !Ports.isFree(port)) {
            port = spare.get(0);
        }
        if (controllerPort == 0 || controllerPort == port || !Ports.isFree(controllerPort)) {
            controllerPort = spare.get(1);
        }
        return new BrokerFolder(log, clusterId, port, controllerPort);
    }

    private static int number(Properties kept, String name) throws IOException {
        String value = kept.getProperty(name, "0");
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IOException(FILE + ": " + name + " must be a whole number, not \"" + value + "\"", e);
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties kept = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                kept.load(reader);
            }
        }
        return kept;
    }

    // Written beside and moved: a kill half-way must not lose the cluster id.
    private void write(Path file) throws IOException {
        Properties kept = new Properties();
        kept.setProperty("cluster.id", clusterId);
        kept.setProperty("port", Integer.toString(port));
        kept.setProperty("controller.port", Integer.toString(controllerPort));
        Path next = file.resolveSibling(FILE + ".new");
        try (Writer writer = Files.newBufferedWriter(next)) {
            kept.store(writer, "Kept by the embedded broker. The ports may be edited while it is stopped.");
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
