package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.compare.job.Job;
import dev.millrace.benchmarks.compare.job.JobKind;
import dev.millrace.broker.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The platform: gateway and the service that does the job as processes, a pipeline applied over HTTP; everything as it comes. */
record MillraceContender(Machines machines, Topics topics) implements Contender {

    private static final int LIMIT_SECONDS = 120;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    @Override
    public String name() {
        return "millrace";
    }

    @Override
    public Running start(Job job) throws Exception {
        Fleet fleet = new Fleet(job);
        try {
            fleet.apply(Declarations.pipeline(job));
            topics.await(job.output());
            return fleet;
        } catch (Exception e) {
            fleet.stop();
            throw e;
        }
    }

    /** Makes the input topic, as a stream; blocks. */
    void declare(Job job) throws Exception {
        Fleet fleet = new Fleet(job);
        try {
            fleet.apply(Declarations.stream(job));
            topics.await(job.input());
        } finally {
            fleet.stop();
        }
    }

    private final class Fleet implements Running {

        private final Job job;
        private final String baseUrl;
        private final Child worker;
        private final List<Child> helpers = new ArrayList<>();

        Fleet(Job job) {
            this.job = job;
            List<Integer> ports = Ports.free(7);
            baseUrl = "http://127.0.0.1:" + ports.get(6);
            Map<String, String> environment = new HashMap<>();
            environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", job.bootstrap());
            environment.put("MILLRACE_HAZELCAST_CLUSTER", job.name());
            environment.put(
                    "MILLRACE_HAZELCAST_MEMBERS",
                    ports.subList(0, 3).stream()
                            .map(port -> "127.0.0.1:" + port)
                            .collect(Collectors.joining(",")));
            environment.put("MILLRACE_GATEWAY_PORT", ports.get(6).toString());
            boolean map = job.kind() == JobKind.MAP;
            worker = start(
                    map ? "transform-service" : "aggregate-service",
                    machines.worker("millrace", job.name()),
                    environment,
                    ports.get(0),
                    ports.get(3));
            List<String> small = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
            small.addAll(Machines.options("millrace"));
            helpers.add(start("gateway", small, environment, ports.get(1), ports.get(4)));
            if (map) {
                // A cluster needs a member that holds data, which a transform-service does not.
                helpers.add(start("aggregate-service", small, environment, ports.get(2), ports.get(5)));
            }
        }

        private Child start(
                String service, List<String> options, Map<String, String> common, int hazelcast, int health) {
            Map<String, String> environment = new HashMap<>(common);
            environment.put("MILLRACE_INSTANCE", service + "-0");
            environment.put("MILLRACE_HAZELCAST_PORT", Integer.toString(hazelcast));
            environment.put("MILLRACE_HEALTH_PORT", Integer.toString(health));
            return machines.service(job.name() + "-" + service, options, service, environment);
        }

        /** Applies a file as soon as the gateway takes it. */
        void apply(String yaml) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/apply"))
                    .header("Content-Type", "application/yaml")
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString(yaml))
                    .build();
            String answer = "nothing";
            for (long end = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L; System.nanoTime() < end; ) {
                worker.mustRun();
                helpers.forEach(Child::mustRun);
                try {
                    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                    if (response.statusCode() < 300) {
                        return;
                    }
                    answer = response.statusCode() + " " + response.body();
                    if (response.statusCode() < 500) {
                        break;
                    }
                } catch (IOException e) {
                    answer = e.toString();
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            throw new IllegalStateException("the gateway does not take\n" + yaml + "\n" + answer);
        }

        @Override
        public Child worker() {
            return worker;
        }

        @Override
        public List<Child> helpers() {
            return helpers;
        }

        /** Deletes the pipeline, so that the next round's service does not take it up, and its streams; then stops. */
        @Override
        public void close() {
            try {
                delete("pipelines/" + job.name());
                delete("streams/" + job.output());
                delete("streams/" + job.name() + ".dead");
                if (job.kind() != JobKind.MAP) {
                    delete("streams/" + job.name() + ".late");
                }
            } catch (IOException e) {
                System.out.println("not deleted: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                stop();
            }
        }

        private void delete(String resource) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/" + resource))
                    .timeout(Duration.ofSeconds(30))
                    .DELETE()
                    .build();
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                System.out.println(resource + " was not deleted: " + response.statusCode() + " " + response.body());
            }
        }

        void stop() {
            helpers.forEach(Child::close);
            worker.close();
        }
    }
}
