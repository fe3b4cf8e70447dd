package dev.millrace.benchmarks.push;

/**
 * Who is pushed to. A value.
 *
 * @param port on 127.0.0.1
 * @param topic where acknowledged events must be found
 */
record PushTarget(String name, int port, String path, String topic) {}
