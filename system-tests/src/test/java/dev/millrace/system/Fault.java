package dev.millrace.system;

import com.hazelcast.config.Config;
import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.millrace.broker.Ports;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What happens to a fleet that is at work; each leaves it whole again, with every process started, though not necessarily ready. */
enum Fault {
    INGEST_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            killAndStart(fleet, "ingest-service", random);
        }
    },
    TRANSFORM_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            killAndStart(fleet, "transform-service", random);
        }
    },
    AGGREGATE_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            killAndStart(fleet, "aggregate-service", random);
        }
    },
    CEP_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            killAndStart(fleet, "cep-service", random);
        }
    },
    GATEWAY_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            killAndStart(fleet, "gateway", random);
        }
    },
    BROKER_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            fleet.child("broker").kill();
            pause(random.nextInt(3_000));
            fleet.startBroker();
        }
    },
    /** All members that hold data die at once, and with them every copy of the state. */
    ALL_STATEFUL_KILLED {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            fleet.child("aggregate-service-0").kill();
            fleet.child("cep-service-0").kill();
            fleet.start("aggregate-service", 0);
            fleet.start("cep-service", 0);
            fleet.awaitReady("aggregate-service", 0);
            fleet.awaitReady("cep-service", 0);
        }
    },
    /** A second aggregate-service takes over some tasks and leaves in good order. */
    SECOND_JOINS_AND_LEAVES {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            ServiceChild second = fleet.start("aggregate-service", 1);
            fleet.awaitReady("aggregate-service", 1);
            pause(2_000 + random.nextInt(4_000));
            second.terminate(java.time.Duration.ofSeconds(40));
        }
    },
    /** A second aggregate-service takes over some tasks and is killed. */
    SECOND_JOINS_AND_DIES {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            ServiceChild second = fleet.start("aggregate-service", 1);
            fleet.awaitReady("aggregate-service", 1);
            pause(2_000 + random.nextInt(4_000));
            second.kill();
        }
    },
    /** While a second one is there, the first hangs for longer than its session and wakes up as a zombie. */
    AGGREGATE_IS_A_ZOMBIE {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            ServiceChild second = fleet.start("aggregate-service", 1);
            fleet.awaitReady("aggregate-service", 1);
            hang(fleet.child("aggregate-service-0"), random);
            second.kill();
        }
    },
    TRANSFORM_HANGS {
        @Override
        void strike(Fleet fleet, Random random) throws Exception {
            hang(fleet.child("transform-service-0"), random);
        }
    },
    /** The maps are emptied under everybody's feet. */
    MAPS_DESTROYED {
        @Override
        void strike(Fleet fleet, Random random) {
            Config config = new Config().setClusterName("millrace").setLiteMember(true);
            config.setProperty("hazelcast.phone.home.enabled", "false");
            config.setProperty("hazelcast.shutdownhook.enabled", "false");
            config.setProperty("hazelcast.logging.type", "slf4j");
            config.getNetworkConfig().setPort(Ports.free(1).get(0));
            config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
            config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
            config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
            config.getNetworkConfig()
                    .getJoin()
                    .getTcpIpConfig()
                    .setEnabled(true)
                    .addMember(fleet.members());
            HazelcastInstance visitor = Hazelcast.newHazelcastInstance(config);
            try {
                for (DistributedObject object : visitor.getDistributedObjects()) {
                    if (object instanceof IMap<?, ?> map && map.getName().startsWith("millrace.")) {
                        map.destroy();
                    }
                }
            } finally {
                visitor.getLifecycleService().terminate();
            }
        }
    };

    /** Longer than a session, so that others have taken over. */
    private static final int HANGS_MILLIS = 10_000;

    abstract void strike(Fleet fleet, Random random) throws Exception;

    private static void killAndStart(Fleet fleet, String service, Random random) throws Exception {
        fleet.child(service + "-0").kill();
        pause(random.nextInt(3_000));
        fleet.start(service, 0);
        fleet.awaitReady(service, 0);
    }

    private static void hang(ServiceChild child, Random random) throws Exception {
        child.signal("STOP");
        pause(HANGS_MILLIS + random.nextInt(3_000));
        child.signal("CONT");
    }

    private static void pause(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
