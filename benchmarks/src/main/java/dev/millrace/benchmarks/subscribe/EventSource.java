package dev.millrace.benchmarks.subscribe;

/** Who has subscribers, and how events get there. */
interface EventSource {

    String name();

    /** Where it listens, on 127.0.0.1. */
    int port();

    String path();

    /** Sends the events from {@code from}, inclusive, to {@code to}, exclusive, together. */
    void send(int from, int to) throws Exception;
}
