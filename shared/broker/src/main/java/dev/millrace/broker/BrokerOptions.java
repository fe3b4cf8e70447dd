package dev.millrace.broker;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What an {@link EmbeddedBroker} needs to know. A value; thread-safe.
 *
 * @param data folder of everything the broker keeps; created when absent, used by one broker at a time
 * @param port port for clients on 127.0.0.1; 0 = a free one, chosen at the first start and kept with the data
 * @param fsync true = an acknowledged record is on the disk, so it survives a power cut; false = it survives the end of the process only
 */
public record BrokerOptions(Path data, int port, boolean fsync) {

    public BrokerOptions {
        Objects.requireNonNull(data, "data");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the broker's port must be between 0 and 65535, not " + port);
        }
    }

    /** A broker in this folder with free ports and without fsync. */
    public static BrokerOptions in(Path data) {
        return new BrokerOptions(data, 0, false);
    }

    /** The same with a port for clients; 0 = a free one. */
    public BrokerOptions withPort(int clientPort) {
        return new BrokerOptions(data, clientPort, fsync);
    }

    /** The same with fsync on or off. */
    public BrokerOptions withFsync(boolean on) {
        return new BrokerOptions(data, port, on);
    }
}
