package dev.millrace.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Processor time of some processes over time, from {@code /proc}. Thread-safe. */
final class CpuSampler implements AutoCloseable {

    private static final long EVERY_NANOS = 50_000_000;
    /** The kernel's USER_HZ, which is 100 on every platform with a JVM. */
    private static final double TICKS = 100;
    /** Of what follows the command's name in {@code stat}. */
    private static final int USER = 11;

    private final List<Child> children;
    private final Thread thread = new Thread(this::run, "cpu-sampler");
    private long[] times = new long[4_096];
    private final double[][] seconds;
    private int size;
    private volatile boolean closed;

    CpuSampler(List<Child> children) {
        this.children = children;
        seconds = new double[children.size()][4_096];
        thread.setDaemon(true);
        thread.start();
    }

    /** Processor seconds of one child between two moments of the clock. */
    synchronized double between(int child, long fromMillis, long toMillis) {
        return at(child, toMillis) - at(child, fromMillis);
    }

    private double at(int child, long millis) {
        int after = Arrays.binarySearch(times, 0, size, millis);
        if (after >= 0) {
            return seconds[child][after];
        }
        after = -after - 1;
        if (after == 0 || after == size) {
            return size == 0 ? Double.NaN : seconds[child][after == 0 ? 0 : size - 1];
        }
        double share = (millis - times[after - 1]) / (double) (times[after] - times[after - 1]);
        return seconds[child][after - 1] + share * (seconds[child][after] - seconds[child][after - 1]);
    }

    private void run() {
        while (!closed) {
            try {
                sample();
            } catch (IOException e) {
                return;
            }
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    private synchronized void sample() throws IOException {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            for (int child = 0; child < seconds.length; child++) {
                seconds[child] = Arrays.copyOf(seconds[child], size * 2);
            }
        }
        times[size] = System.currentTimeMillis();
        for (int child = 0; child < seconds.length; child++) {
            seconds[child][size] = used(children.get(child).pid());
        }
        size++;
    }

    private static double used(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
