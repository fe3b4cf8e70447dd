package dev.millrace.broker;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A broker that is back after a kill loads groups and transactions once. Loading that is interrupted and begun again is what Kafka takes for done
 * too early; it shows in Kafka's own lines of the log at every start, and in wrong offsets and open transactions only now and then.
 */
@Timeout(120)
class CoordinatorsAfterKillTest {

    private static final Pattern LOADING = Pattern.compile(
            "(?:Scheduling loading of|Loading transaction) metadata from (__(?:consumer_offsets|transaction_state)-\\d+) ");

    private final List<Logger> loggers = Stream.of(
                    CoordinatorRuntime.class.getName(), "kafka.coordinator.transaction.TransactionStateManager")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    Path data;

    @BeforeEach
    void listen() {
        lines.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.INFO);
            logger.setAdditive(false);
            logger.addAppender(lines);
        }
    }

    @AfterEach
    void listenNoMore() {
        for (Logger logger : loggers) {
            logger.detachAppender(lines);
            logger.setAdditive(true);
            logger.setLevel(null);
        }
    }

    @Test
    void whatWasCommittedIsLoadedOnce() throws Exception {
        Child child = Child.start(CommitsInChild.class, data.toString());
        child.awaitAfter(CommitsInChild.READY);
        child.kill();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            for (String group : CommitsInChild.GROUPS) {
                assertThat(admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get())
                        .as(group)
                        .isEqualTo(CommitsInChild.offsets(CommitsInChild.COMMITS));
            }
            assertThat(loaded())
                    .isEqualTo(Stream.of("__consumer_offsets-", "__transaction_state-")
                            .flatMap(topic -> IntStream.range(0, 8).mapToObj(n -> topic + n))
                            .collect(Collectors.toMap(Function.identity(), partition -> 1L)));
        }
    }

    /** How often each partition began to be loaded. */
    private Map<String, Long> loaded() {
        return List.copyOf(lines.list).stream()
                .map(line -> LOADING.matcher(line.getFormattedMessage()))
                .filter(Matcher::find)
                .collect(groupingBy(line -> line.group(1), counting()));
    }
}
