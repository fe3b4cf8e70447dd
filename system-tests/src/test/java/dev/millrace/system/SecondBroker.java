package dev.millrace.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker in its process that joins the cluster of the one started by {@link BrokerProcess}: {@code main(folder, port, the first one's folder)}. It is no
 * controller, so that it can hang while the cluster goes on.
 */
public final class SecondBroker {

    /** Its id in the cluster. */
    static final int ID = 2;

    private static final String CONTROLLER = "CONTROLLER";

    private SecondBroker() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        Path log = Files.createDirectories(Path.of(args[0], "log"));
        Properties first = first(Path.of(args[2]));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(ID)
                .setClusterId(first.getProperty("cluster.id"))
                .addDirectory(log.toString())
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(log.toString())
                .run();
        KafkaRaftServer server = new KafkaRaftServer(
                KafkaConfig.fromProps(config(log, args[1], first.getProperty("controller.port")), false), Time.SYSTEM);
        server.startup();
        System.out.println("second broker at 127.0.0.1:" + args[1]);
        new CountDownLatch(1).await();
    }

    private static Properties first(Path folder) throws IOException {
        Properties first = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("broker.properties"))) {
            first.load(reader);
        }
        return first;
    }

    private static Properties config(Path log, String port, String controllerPort) {
        Properties config = new Properties();
        config.put("process.roles", "broker");
        config.put("node.id", Integer.toString(ID));
        config.put("listeners", "BROKER://127.0.0.1:" + port);
        config.put("listener.security.protocol.map", "BROKER:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        config.put("inter.broker.listener.name", "BROKER");
        config.put("controller.listener.names", CONTROLLER);
        config.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        config.put("log.dirs", log.toString());
        config.put("auto.create.topics.enable", "false");
        config.put("log.message.timestamp.type", "LogAppendTime");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        return config;
    }
}
