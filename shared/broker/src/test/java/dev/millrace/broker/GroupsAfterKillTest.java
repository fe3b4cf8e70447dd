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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A broker that is back after a kill loads what groups had committed once. Loading that is interrupted and begun again is what Kafka takes for done
 * too early; it shows in Kafka's own lines of the log at every start, and in wrong offsets only now and then.
 */
@Timeout(120)
class GroupsAfterKillTest {

    private static final Pattern LOADING =
            Pattern.compile("Scheduling loading of metadata from (__consumer_offsets-\\d+) ");

    private final Logger logger = (Logger) LoggerFactory.getLogger(CoordinatorRuntime.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    Path data;

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void whatWasCommittedIsLoadedOnce() throws Exception {
        Child child = Child.start(GroupsInChild.class, data.toString());
        child.awaitAfter(GroupsInChild.READY);
        child.kill();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(data));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            for (String group : GroupsInChild.GROUPS) {
                assertThat(admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get())
                        .as(group)
                        .isEqualTo(GroupsInChild.offsets(GroupsInChild.COMMITS));
            }
            assertThat(loaded())
                    .isEqualTo(IntStream.range(0, 8)
                            .boxed()
                            .collect(Collectors.toMap(n -> "__consumer_offsets-" + n, n -> 1L)));
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
