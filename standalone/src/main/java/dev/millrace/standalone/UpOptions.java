package dev.millrace.standalone;

import java.nio.file.Path;

/**
 * What {@code millrace up} was asked for. A value.
 *
 * @param data the data folder; created when absent
 * @param port the gateway's port on 127.0.0.1; 0 = a free one
 * @param fsync whether the broker acknowledges only what is on the disk
 */
public record UpOptions(Path data, int port, boolean fsync) {

    public UpOptions {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("--port must be between 0 and 65535, not " + port);
        }
    }
}
