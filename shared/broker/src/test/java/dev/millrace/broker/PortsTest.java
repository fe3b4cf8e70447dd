package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

    /** Parts of one process ask one after the other, and listen only later: 500 of 17,000 ports would meet some seven times by chance. */
    @Test
    void noPortIsAnsweredTwice() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            ports.addAll(Ports.free(2));
        }
        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 15_000 && port <= 32_000);
    }
}
