package dev.millrace.standalone;

import dev.millrace.platform.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The folder of {@code millrace up}: {@code format} (a number), {@code instance} (the process's name in groups), {@code lock}, {@code broker/}.
 *
 * <p>Locked from {@link #open} to {@link #close}; the operating system unlocks it when the process ends in any other way.
 */
final class DataFolder implements AutoCloseable {

    /** The newest format this program knows. */
    static final int FORMAT = 1;

    private final Path path;
    private final FileChannel lock;
    private final String instance;

    private DataFolder(Path path, FileChannel lock, String instance) {
        this.path = path;
        this.lock = lock;
        this.instance = instance;
    }

    /**
     * Creates the folder when absent, checks its format and locks it.
     *
     * @throws StartException with a sentence, when it cannot be used
     */
    static DataFolder open(Path path) {
        try {
            Files.createDirectories(path);
            refuseForeign(path);
            FileChannel lock = lock(path);
            try {
                checkFormat(path);
                return new DataFolder(path, lock, instance(path));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartException(
                    "the data folder " + path + " cannot be used: " + reason(e) + "; choose another with --data", e);
        }
    }

    Path broker() {
        return path.resolve("broker");
    }

    String instance() {
        return instance;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("the data folder " + path + " could not be unlocked", e);
        }
    }

    private static void refuseForeign(Path path) throws IOException {
        if (Files.exists(path.resolve("format")) || Files.exists(path.resolve("lock"))) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            if (files.findAny().isPresent()) {
                throw new StartException("the folder " + path
                        + " holds other files and no data of Millrace: choose an empty or a new one with --data");
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new StartException("another millrace is running on the data folder " + path
                    + ": stop that one, or choose another folder with --data and another --port");
        }
        return channel;
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void checkFormat(Path path) throws IOException {
        Path file = path.resolve("format");
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        String text = Files.readString(file).strip();
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new StartException("the file " + file + " must hold a format number, not \"" + text + "\"");
        }
        if (Integer.parseInt(text) > FORMAT) {
            throw new StartException("the data folder " + path + " has format " + text + ", and this version knows "
                    + FORMAT + " at most: use a newer Millrace, or another folder with --data");
        }
    }

    // Two folders on one machine may serve one Kafka one day, so the name is not the machine's.
    private static String instance(Path path) throws IOException {
        Path file = path.resolve("instance");
        if (!Files.exists(file)) {
            byte[] random = new byte[4];
            new Random().nextBytes(random);
            Files.writeString(file, "up-" + HexFormat.of().formatHex(random) + "\n");
        }
        return Files.readString(file).strip();
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file, not a folder";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not write there";
        }
        if (e instanceof NoSuchFileException) {
            return "it does not exist and cannot be created";
        }
        return e instanceof FileSystemException named && named.getReason() != null ? named.getReason() : e.getMessage();
    }
}
