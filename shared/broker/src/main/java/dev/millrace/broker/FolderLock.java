package dev.millrace.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second broker out of a data folder; the operating system gives the lock back when the process ends, however it ends.
 *
 * <p>Kafka has a lock too, but takes it only after its controller has begun to write to the metadata log.
 */
final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks the folder, which must exist.
     *
     * @throws BrokerException when another broker has it
     */
    static FolderLock of(Path data) {
        try {
            FileChannel channel =
                    FileChannel.open(data.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new BrokerException("the data folder " + data
                        + " is in use by another embedded broker: stop that one or choose another folder");
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new BrokerException("the data folder " + data + " cannot be locked: " + e.getMessage(), e);
        }
    }

    /** Gives the folder back; closing the channel releases the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new BrokerException("the lock of the data folder could not be given back: " + e.getMessage(), e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
