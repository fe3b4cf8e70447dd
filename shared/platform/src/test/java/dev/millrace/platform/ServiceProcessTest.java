package dev.millrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.broker.Ports;
import dev.millrace.platform.stages.StageService;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ServiceProcessTest {

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerOptions.in(data));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void aProcessIsNotReadyFromTheMomentItsServicesAreKnown() {
        try (ClusteredPlatform platform = ClusteredPlatform.join(settings("early", Ports.free(1)))) {
            assertThat(platform.health().obstacles()).as("nothing to start").isEmpty();
            RunningServices services = RunningServices.of(platform, List.of(new Idle("aggregate-service", true)));
            assertThat(platform.health().obstacles()).containsEntry("services", "still starting: aggregate-service");
            services.start();
            assertThat(platform.health().obstacles()).isEmpty();
            services.stop();
        }
    }

    @Test
    void aProcessAnswersHealthAndMetricsAndStops() throws Exception {
        Idle service = new Idle("aggregate-service", true);
        ServiceProcess process = ServiceProcess.start(service, settings("one", Ports.free(1)));
        HttpResponse<String> ready = get(process, "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(ready.body())).isEqualTo(new JsonObject("{\"status\":\"ready\"}"));
        assertThat(get(process, "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(process, "/metrics").body()).contains("jvm_memory_used_bytes", "vertx_pool");
        process.stop();
        assertThat(service.stopped).isTrue();
        assertThat(Ports.isFree(process.healthPort())).isTrue();
    }

    @Test
    void aLiteMemberWaitsForDataAndEveryProcessSeesTheOthers() {
        List<Integer> ports = Ports.free(2);
        Idle gateway = new Idle("gateway", false);
        CompletableFuture<ServiceProcess> lite =
                CompletableFuture.supplyAsync(() -> ServiceProcess.start(gateway, settings("gateway-0", ports)));
        ServiceProcess aggregate =
                ServiceProcess.start(new Idle("aggregate-service", true), settings("aggregate-0", ports));
        ServiceProcess door = lite.join();
        ClusterView view = new ClusterView(door.platform().vertx());
        Eventually.holds("both are seen, ready", () -> ready(view).equals("aggregate-0 gateway-0"));
        Presence seen = view.services().get(1);
        assertThat(seen.instance()).isEqualTo("gateway-0");
        assertThat(seen.steps()).containsExactly("filter", "map");
        assertThat(seen.lite()).isTrue();
        assertThat(seen.kafka()).isEqualTo(door.platform().kafkaFacts());
        assertThat(seen.kafka().transactionVersion()).isEqualTo(2);

        aggregate.stop();
        Eventually.holds(
                "without a data member the lite one is unready",
                () -> door.platform().health().obstacles().containsKey("cluster"));

        ServiceProcess second =
                ServiceProcess.start(new Idle("aggregate-service", true), settings("aggregate-1", ports));
        ClusterView elsewhere = new ClusterView(second.platform().vertx());
        Eventually.holds(
                "a new data member is seen where the first one was lost",
                () -> ready(view).equals("aggregate-1 gateway-0"));
        Eventually.holds(
                "the lite member is heard by the new one",
                () -> ready(elsewhere).equals("aggregate-1 gateway-0"));
        door.stop();
        Eventually.holds("who has stopped is left out", () -> ready(elsewhere).equals("aggregate-1"));
        second.stop();
    }

    @Test
    void aHealthPortInUseIsSaidInASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = settings("one", Ports.free(1)).with("health.port", "" + taken.getLocalPort());
            assertThatThrownBy(() -> ServiceProcess.start(new Idle("cep-service", true), settings))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aKafkaThatIsNotThereIsSaidInASentence() {
        String nowhere = "127.0.0.1:" + Ports.free(1).get(0);
        Settings settings = settings("one", Ports.free(1))
                .with("kafka.bootstrap.servers", nowhere)
                .with("start.limit", "1");
        assertThatThrownBy(() -> ServiceProcess.start(new Idle("cep-service", true), settings))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Kafka at " + nowhere + " did not answer within 1 s");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "stage.workers, two, must be a whole number",
        "stage.leave.on.stop, yes, must be true or false",
        "state.copies.from.bytes, 1MiB, must be a whole number"
    })
    void aMistakenSettingOfStagesIsSaidInASentence(String setting, String value, String sentence) {
        Settings settings =
                settings("one", Ports.free(1)).with("hazelcast.lite", "false").with(setting, value);
        assertThatThrownBy(() -> ServiceProcess.start(new StageService("aggregate-service") {}, settings))
                .isInstanceOf(StartException.class)
                .hasMessage("aggregate-service could not start: setting " + setting + " " + sentence + ", not \""
                        + value + "\"");
    }

    @Test
    void threeBrokersCarryThreeCopiesFewerOne() {
        Map<Integer, String> expected = Map.of(1, "1/1", 2, "1/1", 3, "3/2", 5, "3/2");
        expected.forEach((brokers, copies) -> {
            KafkaFacts facts = KafkaFacts.of("id", brokers, 2, List.of());
            assertThat(facts.replicationFactor() + "/" + facts.minInSyncReplicas())
                    .as("%s brokers", brokers)
                    .isEqualTo(copies);
        });
    }

    private static String ready(ClusterView view) {
        return view.services().stream()
                .filter(Presence::ready)
                .map(Presence::instance)
                .collect(Collectors.joining(" "));
    }

    private static HttpResponse<String> get(ServiceProcess process, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + process.healthPort() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Settings settings(String instance, List<Integer> ports) {
        return new Settings(Map.of(
                "instance",
                instance,
                "health.port",
                "0",
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "hazelcast.cluster",
                "test-" + ports.get(0),
                "hazelcast.port",
                ports.get(0).toString(),
                "hazelcast.members",
                "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + (ports.get(0) + 1)));
    }
}
