package dev.millrace.model.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.cursor.Cursor;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored forms of markers, times and cursors: bytes written by hand, because they must stay as they are. */
class FormatTest {

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource({
        "0, 00, zero is one byte",
        "-1, 01, zig-zag puts small negatives next to small positives",
        "1, 02, ",
        "-64, 7f, the last of one byte",
        "64, 8001, the first of two bytes",
        "1442018818771, a6eba7f0f753, a time of 2015",
        "9223372036854775807, feffffffffffffffff01, the end of time",
        "-9223372036854775808, ffffffffffffffffff01, the least"
    })
    void timesAreSignedVarints(long value, String hex, String reason) {
        assertThat(HexFormat.of().formatHex(Varint.signedBytes(value))).isEqualTo(hex);
        assertThat(Varint.readSigned(java.nio.ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isEqualTo(value);
    }

    @Test
    void markerIsFormatCountAndEntries() {
        WatermarkMarker marker =
                new WatermarkMarker(List.of(new Entry(0, Status.ACTIVE, 64), new Entry(300, Status.IDLE, -1)));
        String hex = "01" + "02" + "00" + "00" + "8001" + "ac02" + "01" + "01";
        assertThat(HexFormat.of().formatHex(marker.encode())).isEqualTo(hex);
        assertThat(WatermarkMarker.decode(HexFormat.of().parseHex(hex))).isEqualTo(marker);
    }

    @Test
    void markerWithoutEntriesSaysNothing() {
        assertThat(HexFormat.of().formatHex(new WatermarkMarker(List.of()).encode()))
                .isEqualTo("0100");
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "0200, format 2",
        "01, cut off",
        "010105, unknown status",
        "01010007, unknown status",
        "0101000080, cut off",
        "01ffffffff7f, claims"
    })
    void brokenMarkersAreRefusedWithASentence(String hex, String sentence) {
        assertThatThrownBy(() -> WatermarkMarker.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void cursorIsVersionTopicAndOffsets() {
        Cursor cursor = Cursor.of(0x0102030405060708L, new long[] {0, 127, 128});
        byte[] bytes = HexFormat.of().parseHex("01" + "01" + "0102030405060708" + "03" + "00" + "7f" + "8001");
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThat(cursor.encode()).isEqualTo(text);
        assertThat(Cursor.decode(text)).isEqualTo(cursor);
        assertThat(Cursor.decode(text).in(0x0102030405060708L))
                .contains(cursor.positions().get(0));
        assertThat(Cursor.decode(text).in(7)).isEmpty();
    }

    @Test
    void cursorHoldsSeveralStreams() {
        Cursor cursor = new Cursor(
                List.of(new Cursor.Position(-1, new long[] {Long.MAX_VALUE}), new Cursor.Position(2, new long[0])));
        assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "AQ", "AQE", "AQEBAgMEBQYHCAMA", "AQEBAgMEBQYHCAEAAA"})
    void whatIsNoCursorIsRefused(String text) {
        assertThatThrownBy(() -> Cursor.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a cursor");
    }

    @Test
    void newerCursorIsNamed() {
        assertThatThrownBy(() -> Cursor.decode("AgE")).hasMessageContaining("format 2");
    }
}
