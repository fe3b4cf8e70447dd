package dev.millrace.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on 127.0.0.1. A port found free may be taken by another process before it is used: callers say so when that happens. */
public final class Ports {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int MAX_TRIES = 10_000;

    /** What was answered before: whoever asked then may not listen yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** Whether this process could listen on 127.0.0.1 at this port a moment ago. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Different free ports, none of them from the range (32768 and up) that systems give to outgoing connections: one of those could take a port
     * between this answer and its use, or while a kept port's owner is down. No port is answered twice in a process.
     *
     * @throws BrokerException when none are found
     */
    public static List<Integer> free(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (int tries = 0; ports.size() < count; tries++) {
            if (tries > MAX_TRIES) {
                throw new BrokerException("no free port on 127.0.0.1 between " + FIRST + " and " + LAST);
            }
            int candidate = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (!GIVEN.contains(candidate) && isFree(candidate) && GIVEN.add(candidate)) {
                ports.add(candidate);
            }
        }
        return List.copyOf(ports);
    }
}
