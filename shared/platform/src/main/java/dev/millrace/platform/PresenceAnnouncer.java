package dev.millrace.platform;

import com.hazelcast.cluster.Member;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Announces the services of this process each second, until it is closed. Thread-safe. */
final class PresenceAnnouncer implements AutoCloseable {

    private static final long PERIOD_MILLIS = 1_000;

    private final Platform platform;
    private final List<? extends Service> services;
    private final Instant since = Instant.now();
    private final long timer;

    private PresenceAnnouncer(Platform platform, List<? extends Service> services) {
        this.platform = platform;
        this.services = List.copyOf(services);
        this.timer = platform.vertx().setPeriodic(1, PERIOD_MILLIS, tick -> announce());
    }

    static PresenceAnnouncer start(Platform platform, List<? extends Service> services) {
        return new PresenceAnnouncer(platform, services);
    }

    @Override
    public void close() {
        platform.vertx().cancelTimer(timer);
    }

    private void announce() {
        Member member = platform.hazelcast().getCluster().getLocalMember();
        Map<String, String> obstacles = platform.health().obstacles();
        for (Service service : services) {
            Presence presence = new Presence(
                    platform.instance(),
                    service.name(),
                    service.steps().stream().sorted().toList(),
                    obstacles.isEmpty(),
                    obstacles,
                    since,
                    member.getAddress().getHost() + ":" + member.getAddress().getPort(),
                    member.isLiteMember(),
                    platform.kafkaFacts());
            platform.vertx().eventBus().publish(Presence.ADDRESS, presence.toJson());
        }
    }
}
