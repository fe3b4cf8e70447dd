package dev.millrace.engine.io.copies;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.millrace.broker.Ports;
import dev.millrace.engine.changelog.SegmentCopy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies on real members of a cluster, of which any may go at any time. */
@Timeout(120)
class HazelcastCopiesTest {

    private static final String LOG = "millrace.p_s_1_state";

    private final List<Integer> ports = Ports.free(3);
    private HazelcastInstance one;
    private HazelcastInstance two;

    @BeforeEach
    void start() {
        one = member(0, false);
        two = member(1, false);
    }

    @AfterEach
    void stop() {
        one.getLifecycleService().terminate();
        two.getLifecycleService().terminate();
    }

    private HazelcastInstance member(int number, boolean lite) {
        System.setProperty("hazelcast.logging.type", "slf4j");
        Config config = new Config().setClusterName("copies-" + ports.get(0)).setLiteMember(lite);
        HazelcastCopies.configure(config);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getMetricsConfig().setEnabled(false);
        config.getNetworkConfig().setPort(ports.get(number)).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        ports.forEach(
                port -> config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + port));
        return Hazelcast.newHazelcastInstance(config);
    }

    private static SegmentCopy copy(long offset) {
        return new SegmentCopy("id", offset, 0, new byte[] {(byte) offset});
    }

    private static void put(StateCopies copies, int task, int segment, long offset) throws Exception {
        copies.put(LOG, task, segment, copy(offset)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Map<Integer, Long> offsets(StateCopies copies, int task) {
        Map<Integer, Long> offsets = new java.util.TreeMap<>();
        copies.load(LOG, task).forEach((segment, copy) -> offsets.put(segment, copy.offset()));
        return offsets;
    }

    @Test
    void whatOneMemberPutsAnyOtherLoadsAlsoWhenItIsDead() throws Exception {
        HazelcastCopies copies = new HazelcastCopies(one, 0);
        assertThat(copies.areKept()).isTrue();
        for (int segment = 0; segment < 256; segment++) {
            put(copies, 3, segment, segment);
        }
        put(copies, 4, 0, 99);
        // Just joined, the members may still be sharing out who backs up what.
        assertThat(one.getPartitionService().forceLocalMemberToBeSafe(20, TimeUnit.SECONDS))
                .isTrue();
        one.getLifecycleService().terminate();
        HazelcastCopies left = new HazelcastCopies(two, 0);
        assertThat(offsets(left, 3)).hasSize(256).containsEntry(0, 0L).containsEntry(255, 255L);
        assertThat(offsets(left, 4)).isEqualTo(Map.of(0, 99L));
    }

    @Test
    void theNewestOfOneLogStaysInWhateverOrderPutsArrive() throws Exception {
        HazelcastCopies first = new HazelcastCopies(one, 0);
        HazelcastCopies second = new HazelcastCopies(two, 0);
        put(first, 0, 7, 10);
        put(second, 0, 7, 20);
        put(first, 0, 7, 15);
        assertThat(offsets(first, 0)).isEqualTo(Map.of(7, 20L));
    }

    @Test
    void aDamagedCopyIsPassedOver() throws Exception {
        HazelcastCopies copies = new HazelcastCopies(one, 0);
        put(copies, 0, 1, 10);
        put(copies, 0, 2, 10);
        byte[] stored = one.<String, byte[]>getMap(HazelcastCopies.MAP).get(LOG + "/0/1");
        stored[stored.length - 1] ^= 1;
        one.<String, byte[]>getMap(HazelcastCopies.MAP).set(LOG + "/0/1", stored);
        assertThat(offsets(copies, 0)).isEqualTo(Map.of(2, 10L));
    }

    @Test
    void onlyTheCopiesOfThatLogAreForgotten() throws Exception {
        HazelcastCopies copies = new HazelcastCopies(one, 0);
        put(copies, 0, 1, 10);
        String other = LOG.replace('_', '-');
        copies.put(other, 0, 1, copy(5)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        HazelcastCopies.forget(two, LOG);
        assertThat(copies.load(LOG, 0)).isEmpty();
        assertThat(copies.load(other, 0)).hasSize(1);
    }

    @Test
    void noneAreKeptWhereTheyWouldDieWithTheirOwner() throws Exception {
        HazelcastCopies copies = new HazelcastCopies(one, 0);
        HazelcastInstance lite = member(2, true);
        try {
            CountDownLatch left = new CountDownLatch(2);
            for (HazelcastInstance stays : List.of(one, lite)) {
                stays.getCluster().addMembershipListener(new MembershipListener() {
                    @Override
                    public void memberAdded(MembershipEvent event) {}

                    @Override
                    public void memberRemoved(MembershipEvent event) {
                        left.countDown();
                    }
                });
            }
            two.shutdown();
            assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(copies.areKept()).as("a lite member holds nothing").isFalse();
            assertThat(new HazelcastCopies(lite, 0).areKept()).isFalse();
        } finally {
            lite.getLifecycleService().terminate();
        }
    }
}
