package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Millrace on this machine as people run it: a broker and services as processes of their own, each from the jar an image would hold, configured by
 * environment alone. An instance that is started again finds its name and its ports again. One thread.
 */
final class Fleet implements AutoCloseable {

    /** The services, those that hold the cluster's data first. */
    static final List<String> SERVICES =
            List.of("aggregate-service", "cep-service", "ingest-service", "transform-service", "gateway");

    private record Place(int hazelcast, int health, int http) {}

    private final Path folder;
    private final Map<String, String> settings = new HashMap<>();
    private final int kafkaPort = Ports.free(1).get(0);
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, ServiceChild> children = new LinkedHashMap<>();
    private final List<String> memory = new ArrayList<>(List.of("-Xmx256m"));
    private final String members;

    /** @param settings environment variables that all services get */
    Fleet(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings.putAll(settings);
        SERVICES.forEach(service -> place(service + "-0"));
        List<String> addresses = new ArrayList<>();
        SERVICES.forEach(
                service -> addresses.add("127.0.0.1:" + place(service + "-0").hazelcast()));
        members = String.join(",", addresses);
    }

    /** Every service that is started from now on may use so much heap, {@code -Xmx256m} at first. */
    void heap(String option) {
        memory.set(0, option);
    }

    /** Every service that is started from now on gets this environment variable, too. */
    void setting(String variable, String value) {
        settings.put(variable, value);
    }

    private Place place(String instance) {
        return places.computeIfAbsent(instance, name -> {
            List<Integer> ports = Ports.free(3);
            return new Place(ports.get(0), ports.get(1), ports.get(2));
        });
    }

    /** Where the cluster's first members are, {@code host:port} with commas between. */
    String members() {
        return members;
    }

    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** The broker, on its folder and port; {@code broker} among the children. */
    void startBroker() {
        children.put(
                "broker",
                ServiceChild.start(
                        folder.resolve("broker.log"),
                        Map.of(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.resolve("broker").toString(),
                        Integer.toString(kafkaPort)));
    }

    /** The broker and the first instance of each service, ready. */
    void startAll() {
        startBroker();
        SERVICES.forEach(service -> start(service, 0));
        SERVICES.forEach(service -> awaitReady(service, 0));
    }

    /** Starts an instance; does not wait for it. */
    ServiceChild start(String service, int ordinal) {
        String instance = service + "-" + ordinal;
        Place place = place(instance);
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", kafka());
        environment.put("MILLRACE_INSTANCE", instance);
        environment.put("MILLRACE_HAZELCAST_PORT", Integer.toString(place.hazelcast()));
        environment.put("MILLRACE_HAZELCAST_MEMBERS", members);
        environment.put("MILLRACE_HEALTH_PORT", Integer.toString(place.health()));
        environment.put("MILLRACE_GATEWAY_PORT", Integer.toString(place.http()));
        ServiceChild child = ServiceChild.start(
                folder.resolve(instance + ".log"),
                environment,
                memory.get(0),
                "-jar",
                House.jar(service).toString());
        children.put(instance, child);
        return child;
    }

    void awaitReady(String service, int ordinal) {
        String instance = service + "-" + ordinal;
        ServiceChild child = children.get(instance);
        Client.until(instance + " is ready", () -> {
            assertThat(child.isAlive()).as(child.printed()).isTrue();
            return UpChild.isReady("http://127.0.0.1:" + place(instance).health());
        });
    }

    /** The process of an instance, {@code aggregate-service-0} or {@code broker}, as last started. */
    ServiceChild child(String instance) {
        return children.get(instance);
    }

    /** The first gateway. */
    Client gateway() {
        return gateway(0);
    }

    Client gateway(int ordinal) {
        return new Client("http://127.0.0.1:" + place("gateway-" + ordinal).http());
    }

    /** SIGTERM to all services, the last started first; each must end with success. */
    void terminate() throws InterruptedException {
        List<String> names = new ArrayList<>(children.keySet());
        java.util.Collections.reverse(names);
        for (String name : names) {
            if (!name.equals("broker") && children.get(name).isAlive()) {
                assertThat(children.get(name).terminate(Duration.ofSeconds(30)))
                        .as(name + " stops cleanly")
                        .isZero();
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (ServiceChild child : children.values()) {
            child.close();
        }
    }
}
