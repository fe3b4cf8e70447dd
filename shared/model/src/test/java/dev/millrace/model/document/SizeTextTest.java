package dev.millrace.model.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1023, 1023, 1023",
        "1024, 1024, 1KiB",
        "1KiB, 1024, 1KiB",
        "64MiB, 67108864, 64MiB",
        "1536KiB, 1572864, 1536KiB",
        "1024MiB, 1073741824, 1GiB",
        "999999999GiB, 1073741822926258176, 999999999GiB"
    })
    void sizes(String text, long bytes, String written) {
        assertThat(SizeText.parse(text)).isEqualTo(bytes);
        assertThat(SizeText.write(bytes)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "1.5MiB", "-1", "64 MiB", "64MB", "64mib", "1000000000"})
    void mistakes(String text) {
        assertThatThrownBy(() -> SizeText.parse(text)).hasMessageContaining("is not a number of bytes");
    }
}
