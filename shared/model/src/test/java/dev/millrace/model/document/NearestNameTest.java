package dev.millrace.model.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "retension, retention, one letter replaced",
        "Retention, retention, capitals alike",
        "parititons, partitions, neighbours swapped",
        "ky, key, one letter left out",
        "filtre, filter, swapped at the end",
        "selct, select, one letter left out",
        "whatever, , nothing is near",
        "x, , nothing is near a single letter"
    })
    void nearest(String written, String meant, String reason) {
        assertThat(NearestName.of(written, List.of("key", "partitions", "retention", "timestamp", "filter", "select"))
                        .orElse(null))
                .as(reason)
                .isEqualTo(meant);
    }
}
