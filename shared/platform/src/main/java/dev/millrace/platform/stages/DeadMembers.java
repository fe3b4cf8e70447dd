package dev.millrace.platform.stages;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import dev.millrace.platform.Platform;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the workers of a process that died out of their groups as soon as the cluster notices, which is mostly well before the group would: the
 * others then take its partitions at once. Safe also when the process lives: only the fence decides who may commit, and a member that was removed
 * joins again. A process that stops in good order says so before, and keeps its place for its next start.
 */
final class DeadMembers implements MembershipListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeadMembers.class);
    private static final String LEAVING = "millrace.leaving";
    /** Longer than the cluster needs to see a member go that said it would. */
    private static final long REMEMBER_MILLIS = TimeUnit.MINUTES.toMillis(2);

    private final Platform platform;
    private final Vertx vertx;
    private final Supplier<Collection<String>> groups;
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private final UUID registration;

    /** @param groups the groups this process has members in; any thread */
    DeadMembers(Platform platform, Supplier<Collection<String>> groups) {
        this.platform = platform;
        this.vertx = platform.vertx();
        this.groups = groups;
        vertx.eventBus().<String>consumer(LEAVING, message -> {
            leaving.add(message.body());
            vertx.setTimer(REMEMBER_MILLIS, timer -> leaving.remove(message.body()));
        });
        registration = platform.hazelcast().getCluster().addMembershipListener(this);
    }

    @Override
    public void memberAdded(MembershipEvent event) {}

    @Override
    public void memberRemoved(MembershipEvent event) {
        Member gone = event.getMember();
        String instance = gone.getAttribute(Platform.INSTANCE_ATTRIBUTE);
        if (instance != null && !leaving.contains(gone.getUuid().toString())) {
            groups.get().forEach(group -> remove(group, instance));
        }
    }

    private void remove(String group, String instance) {
        Admin admin = platform.admin();
        String prefix = group + "_" + instance + "_";
        admin.describeConsumerGroups(List.of(group)).all().whenComplete((described, error) -> {
            if (error != null) {
                log.debug("{}: {} stays until its session ends", group, instance, error);
                return;
            }
            List<MemberToRemove> dead = described.get(group).members().stream()
                    .flatMap(member -> member.groupInstanceId().stream())
                    .filter(member -> member.startsWith(prefix))
                    .map(MemberToRemove::new)
                    .toList();
            if (dead.isEmpty()) {
                return;
            }
            log.info("{}: {} has left the cluster; its members leave the group", group, instance);
            // Others do the same at the same time, so that it may be gone already.
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions(dead))
                    .all()
                    .whenComplete((nothing, refused) -> {
                        if (refused != null) {
                            log.debug("{}: {} was not removed", group, instance, refused);
                        }
                    });
        });
    }

    /** This process stops in good order: nobody is to take its place yet. */
    @Override
    public void close() {
        platform.hazelcast().getCluster().removeMembershipListener(registration);
        vertx.eventBus()
                .publish(
                        LEAVING,
                        platform.hazelcast()
                                .getCluster()
                                .getLocalMember()
                                .getUuid()
                                .toString());
    }
}
