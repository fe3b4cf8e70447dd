package dev.millrace.standalone;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Supplier;

/** Says what has come up and how long it took. Thread-safe. */
final class Progress {

    private final PrintWriter out;

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** One line. */
    void say(String line) {
        out.println(line);
    }

    /** Does one part of the start, then says that it is ready and after how long. */
    <T> T timed(String what, Supplier<T> part) {
        long before = System.nanoTime();
        T result = part.get();
        out.printf(Locale.ROOT, "%s ready in %.1f s%n", what, (System.nanoTime() - before) / 1e9);
        return result;
    }
}
