package dev.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.PlatformInOneJvm;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An aggregate that computes one value more while its windows are open, read directly and behind a repartition topic. */
class ChangedAggregateTest {

    @RegisterExtension
    static final PlatformInOneJvm PLATFORM = PlatformInOneJvm.inTemporaryFolder();

    private static Client client;

    @BeforeAll
    static void connect() {
        client = new Client(PLATFORM.baseUrl());
    }

    private static String pipeline(String name, String by, String compute) {
        return "apiVersion: millrace.dev/v1\nkind: Pipeline\nmetadata: {name: " + name + "}\nspec:\n  from: " + name
                + "-in\n  steps:\n    - aggregate:\n        by: " + by
                + "\n        window: {tumbling: 1h}\n        compute: {" + compute + "}\n";
    }

    private static boolean hasOpenWindow(String pipeline) {
        return client.get("/v1/pipelines/" + pipeline + "/status").body().contains("\"oldestWindowCloses\":\"1970");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "item"})
    void theOthersGoOn(String by) {
        String name = "by-" + by;
        client.apply("apiVersion: millrace.dev/v1\nkind: Stream\nmetadata: {name: " + name + "-in}\n"
                + "spec: {key: shop, partitions: 1, timestamp: {field: at, format: epoch-ms}, watermark: {onIdle: hold}}\n"
                + "---\n" + pipeline(name, by, "n: count()"));
        client.push(
                name + "-in",
                List.of(
                        "{\"shop\":1,\"item\":1,\"price\":5,\"at\":1}",
                        "{\"shop\":1,\"item\":1,\"price\":7,\"at\":2}"));
        Client.until("the window is open", () -> hasOpenWindow(name));

        String changed = pipeline(name, by, "total: sum(price), n: count()");
        Client.Answer looked = client.post("/v1/apply?dryRun=true", "application/yaml", changed);
        assertThat(looked.body())
                .contains("\"becomes\":\"migrated\"")
                .contains("total begins empty in windows that are open");
        Client.Answer done = client.post("/v1/apply", "application/yaml", changed);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.body()).contains("\"generation\":2").contains("\"becomes\":\"migrated\"");
        client.push(name + "-in", List.of("{\"shop\":1,\"item\":1,\"price\":11,\"at\":3}"));
        client.post("/v1/streams/" + name + "-in/watermark", "application/json", "{\"to\": \"end\"}");

        assertThat(client.values(name, 1))
                .containsExactly(
                        "{\"" + by + "\":1,\"windowStart\":0,\"windowEnd\":3600000,\"total\":11,\"n\":3,\"pane\":0}");

        String other = pipeline(name, by, "total: avg(price), n: count()");
        Client.Answer refused = client.post("/v1/apply", "application/yaml", other);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("its compute changed").contains("?reset=true");
        assertThat(client.post("/v1/apply?dryRun=true&reset=true", "application/yaml", other)
                        .body())
                .contains("\"becomes\":\"rebuilt\"");
    }
}
