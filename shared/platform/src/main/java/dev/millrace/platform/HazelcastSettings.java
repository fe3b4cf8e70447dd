package dev.millrace.platform;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import dev.millrace.engine.io.copies.HazelcastCopies;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.UUID;

/**
 * Hazelcast's configuration from settings: vertx-hazelcast's own as the base, members found by address only, nothing sent home.
 *
 * <p>Settings: {@code hazelcast.cluster} (millrace), {@code hazelcast.host} (127.0.0.1), {@code hazelcast.port} (5701, the next free one above it when
 * taken), {@code hazelcast.members} (this host; with commas, {@code host} or {@code host:port}), {@code hazelcast.lite} (false).
 */
final class HazelcastSettings {

    private static final String NODE_ID_ATTRIBUTE = "__vertx.nodeId";
    private static final int PORTS_TO_TRY = 10;

    private HazelcastSettings() {}

    static Config of(Settings settings, String instance) {
        Config config = ConfigUtil.loadConfig();
        config.setInstanceName(instance + "-" + UUID.randomUUID());
        config.setClusterName(settings.get("hazelcast.cluster", "millrace"));
        config.setLiteMember(settings.isOn("hazelcast.lite", false));
        // vertx-hazelcast asks for it when it is handed a member it has not made.
        config.getMemberAttributeConfig()
                .setAttribute(NODE_ID_ATTRIBUTE, UUID.randomUUID().toString())
                .setAttribute(Platform.INSTANCE_ATTRIBUTE, instance);
        network(config.getNetworkConfig(), settings);
        quiet(config, settings);
        HazelcastCopies.configure(config);
        return config;
    }

    private static void network(NetworkConfig network, Settings settings) {
        String host = settings.get("hazelcast.host", "127.0.0.1");
        network.setPort(settings.getInt("hazelcast.port", 5701)).setPortCount(PORTS_TO_TRY);
        network.getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        List<String> members = settings.getList("hazelcast.members");
        join.getTcpIpConfig().setEnabled(true).setMembers(members.isEmpty() ? List.of(host) : members);
    }

    private static void quiet(Config config, Settings settings) {
        config.getMetricsConfig().setEnabled(false);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.tcp.join.port.try.count", Integer.toString(PORTS_TO_TRY));
        // The process leaves the cluster itself, after its services: a hook would leave at the same time as they drain.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.policy", "GRACEFUL");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "30");
        config.setProperty("hazelcast.event.thread.count", "1");
        if (isLoopback(settings.get("hazelcast.host", "127.0.0.1"))) {
            config.setProperty("hazelcast.socket.bind.any", "false");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new StartException("setting hazelcast.host: no address is known for \"" + host + "\"", e);
        }
    }
}
