package dev.millrace.standalone;

import java.nio.file.Path;

/** What {@code up} prints once everything is ready: the address and a first result to copy and paste. */
final class Welcome {

    private Welcome() {}

    static String text(String baseUrl, Path data, String bootstrapServers) {
        return """

                Millrace is ready at %1$s
                data in %2$s, Kafka at %3$s; Ctrl-C stops it

                Declare a stream and a pipeline:

                curl -X POST %1$s/v1/apply -H 'Content-Type: application/yaml' --data-binary @- <<'EOF'
                apiVersion: millrace.dev/v1
                kind: Stream
                metadata: {name: orders}
                spec: {key: customer}
                ---
                apiVersion: millrace.dev/v1
                kind: Pipeline
                metadata: {name: big-orders}
                spec:
                  from: orders
                  steps:
                    - filter: amount > 100
                EOF

                Subscribe to its results, in a second terminal:

                curl -N -H 'Accept: text/event-stream' '%1$s/v1/streams/big-orders/events?from=earliest'

                Push an event:

                curl -X POST %1$s/v1/streams/orders/events -H 'Content-Type: application/json' -d '{"customer": "ann", "amount": 250}'
                """.formatted(baseUrl, data, bootstrapServers);
    }
}
