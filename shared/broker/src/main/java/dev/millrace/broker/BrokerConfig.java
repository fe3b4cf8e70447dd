package dev.millrace.broker;

import java.util.Properties;

/** The broker's configuration: one node that is broker and controller, small enough to live beside the services in one process. */
final class BrokerConfig {

    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    private BrokerConfig() {}

    static Properties of(BrokerFolder folder, boolean fsync) {
        Properties config = new Properties();
        identity(config, folder);
        quickRestart(config);
        topics(config, fsync);
        smallProcess(config);
        return config;
    }

    private static void identity(Properties config, BrokerFolder folder) {
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE));
        config.put(
                "listeners",
                "BROKER://127.0.0.1:" + folder.port() + "," + CONTROLLER + "://127.0.0.1:" + folder.controllerPort());
        config.put("listener.security.protocol.map", "BROKER:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        config.put("inter.broker.listener.name", "BROKER");
        config.put("controller.listener.names", CONTROLLER);
        config.put("controller.quorum.voters", NODE + "@127.0.0.1:" + folder.controllerPort());
        config.put("log.dirs", folder.log().toString());
    }

    private static void quickRestart(Properties config) {
        // The controller's leave to serve, and later to stop, comes with a heartbeat: every 2 s by default.
        config.put("broker.heartbeat.interval.ms", "300");
        config.put("group.initial.rebalance.delay.ms", "0");
        // An unclean restart reads every partition's last segment from its beginning; small segments bound that.
        config.put("log.segment.bytes", Integer.toString(64 << 20));
        config.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        config.put("num.recovery.threads.per.data.dir", "2");
        // A dead producer's open transaction holds back read_committed readers until this sweep finds it.
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    private static void topics(Properties config, boolean fsync) {
        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", "1");
        config.put("min.insync.replicas", "1");
        config.put("num.partitions", "8");
        config.put("offsets.topic.num.partitions", "8");
        config.put("offsets.topic.replication.factor", "1");
        config.put("transaction.state.log.num.partitions", "8");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.num.partitions", "1");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        // A stateless stage has nothing but its group's offsets: they must not run out while a pipeline rests.
        config.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        config.put("transactional.id.expiration.ms", Integer.toString(Integer.MAX_VALUE));
        // Retention and reading from a time mean arrival, also for replayed history.
        config.put("log.message.timestamp.type", "LogAppendTime");
        if (fsync) {
            config.put("log.flush.interval.messages", "1");
        }
    }

    private static void smallProcess(Properties config) {
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("background.threads", "2");
        config.put("group.coordinator.threads", "1");
        config.put("share.coordinator.threads", "1");
        config.put("log.cleaner.threads", "1");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        config.put("log.cleaner.io.buffer.size", Integer.toString(128 << 10));
        config.put("metric.reporters", "");
        // A quorum of one has nobody to tell twice a second that nothing happened.
        config.put("metadata.max.idle.interval.ms", "0");
    }
}
