package dev.millrace.platform;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the cluster has a member that can hold data. Lite members hold none: without one, neither maps nor the event bus between processes work.
 *
 * <p>Thread-safe; told by Hazelcast.
 */
final class DataMembers implements MembershipListener {

    private static final Logger LOG = LoggerFactory.getLogger(DataMembers.class);
    private static final long PROGRESS_SECONDS = 5;

    private final HazelcastInstance hazelcast;
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile boolean present;
    private Runnable onReturn = () -> {};

    DataMembers(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        hazelcast.getCluster().addMembershipListener(this);
        count();
    }

    /**
     * Waits for the first data member; blocks. At once when this process is one.
     *
     * @throws StartException when none has come in time
     */
    void await(Duration limit) {
        long start = System.nanoTime();
        try {
            while (!first.await(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
                long waited = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                if (waited >= limit.toSeconds()) {
                    throw new StartException("no aggregate-service or cep-service joined the cluster within "
                            + limit.toSeconds() + " s: start one, or check hazelcast.members");
                }
                LOG.info("waiting for an aggregate-service or cep-service ({} s)", waited);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("the start was interrupted while waiting for the cluster", e);
        }
    }

    /**
     * When the last data member is lost, so are the event bus's addresses, and vertx-hazelcast does not put them back when another comes. It does after a
     * merge of two clusters; so that is what it is told.
     */
    synchronized void restoreAddressesOf(Vertx vertx, HazelcastClusterManager clusterManager) {
        onReturn = () -> vertx.executeBlocking(() -> {
            LOG.info("the cluster has a data member again; event-bus addresses are put back");
            clusterManager.stateChanged(new LifecycleEvent(LifecycleState.MERGED));
            return null;
        });
    }

    /** Empty when there is a data member. */
    Optional<String> obstacle() {
        return present
                ? Optional.empty()
                : Optional.of("no aggregate-service or cep-service is in the cluster, and only they hold its data");
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        count();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        count();
    }

    private synchronized void count() {
        boolean before = present;
        present = hazelcast.getCluster().getMembers().stream().anyMatch(member -> !member.isLiteMember());
        if (present && !before) {
            if (first.getCount() == 0) {
                onReturn.run();
            }
            first.countDown();
        }
    }
}
