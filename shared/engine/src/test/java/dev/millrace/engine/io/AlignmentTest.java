package dev.millrace.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.io.Alignment.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentTest {

    /** Standings of partitions 0, 1, ...: the watermark, with {@code +} where events wait; after a bar those of another worker. */
    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource({
        "'0+ 10+ 11+', '2', more than 10 ahead of the slowest",
        "'0+ 10+ 10', '', just 10 ahead is not too far",
        "'0 50 99+', '', the slowest waits for nothing: its silence holds nobody",
        "'0 50+ 99+', '2', only where events wait somebody is waited for",
        "'none+ 50+ 99+', '', nothing is known of the slowest yet",
        "'0+ 50 9', '1', what has nothing waiting is held all the same: more may come",
        "'end+ end', '', after the end nothing is ahead",
        "'50+ 99+ | 0+', '0 1', another worker's is the slowest",
        "'50+ 99+ | 45+', '1', the slowest of all counts: here it is the first",
        "'0+ 99+ | 50+', '1', the slowest is here",
        "'50 99 | 0+', '0 1', another worker is waited for even where nothing waits here",
        "'50+ 55 | 0', '', another worker has nothing waiting",
        "'50+ 99+ | none+', '', nothing is known of another worker's yet"
    })
    void held(String standings, String expected, String reason) {
        String[] workers = standings.split(" \\| ");
        Alignment.Slowest slowest = new Alignment.Slowest();
        slowest.here(Alignment.slowest(standings(workers[0])));
        slowest.elsewhere(workers.length == 1 ? Alignment.Slowest.NONE : Alignment.slowest(standings(workers[1])));
        Set<String> held = Alignment.ahead(standings(workers[0]), slowest.ofAll(), 10).stream()
                .map(partition -> String.valueOf(partition.partition()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(String.join(" ", held)).as(reason).isEqualTo(expected);
    }

    private static Map<TopicPartition, Standing> standings(String text) {
        Map<TopicPartition, Standing> all = new HashMap<>();
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i++) {
            String word = words[i].replace("+", "");
            long watermark =
                    word.equals("none") ? Long.MIN_VALUE : word.equals("end") ? Long.MAX_VALUE : Long.parseLong(word);
            all.put(new TopicPartition("in", i), new Standing(watermark, words[i].endsWith("+")));
        }
        return all;
    }
}
