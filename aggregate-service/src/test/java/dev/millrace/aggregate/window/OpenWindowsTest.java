package dev.millrace.aggregate.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenWindowsTest {

    private final OpenWindows open = new OpenWindows();

    @Test
    void a_window_is_open_while_it_has_rows() {
        open.add(20);
        open.add(10);
        open.add(10);
        open.add(20);
        assertThat(open.starts()).as("the earliest first").containsExactly(10L, 20L);
        open.remove(10);
        open.remove(20);
        assertThat(open.starts()).as("one row is left of each").containsExactly(10L, 20L);
        open.remove(10);
        assertThat(open.starts()).containsExactly(20L);
        open.add(10);
        open.remove(20);
        assertThat(open.starts()).as("opened again").containsExactly(10L);
        open.clear();
        open.add(10);
        assertThat(open.starts()).as("nothing is left of before").containsExactly(10L);
        open.remove(10);
        assertThat(open.starts()).isEmpty();
    }
}
