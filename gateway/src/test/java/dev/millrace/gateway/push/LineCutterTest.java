package dev.millrace.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.push.PushProtocol;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineCutterTest {

    private static final int MESSAGE = PushProtocol.MESSAGE_BYTES;
    private static final int EVENT = PushProtocol.EVENT_BYTES;

    /** What came out: the pieces, and "-" for a line left out. */
    private static final class Pieces implements LineCutter.Sink {
        final List<String> all = new ArrayList<>();

        @Override
        public void lines(Buffer lines) {
            all.add(lines.toString());
        }

        @Override
        public void lineTooLong() {
            all.add("-");
        }
    }

    private record Row(String why, String body, List<Integer> sizes) {}

    /** Sizes of the pieces; -1 for a line left out. */
    @Test
    void bodiesAreCutAtNewlinesWhateverTheirChunks() {
        String line = "x".repeat(99) + "\n";
        int whole = MESSAGE / 100 * 100;
        List<Row> rows = List.of(
                new Row("nothing", "", List.of()),
                new Row("a short body is one piece", line.repeat(3), List.of(300)),
                new Row("the last line may lack its newline", "a\nb", List.of(3)),
                new Row("exactly a message", "x".repeat(MESSAGE - 1) + "\n", List.of(MESSAGE)),
                new Row(
                        "cut at the last newline that fits",
                        line.repeat(6_000),
                        List.of(whole, whole, 600_000 - 2 * whole)),
                new Row("a longer line goes alone", "a\n" + "x".repeat(MESSAGE) + "\nb\n", List.of(2, MESSAGE + 1, 2)),
                new Row("the longest line", "x".repeat(EVENT) + "\r\nb\n", List.of(EVENT + 2, 2)),
                new Row("the longest line, last, without newline", "x".repeat(EVENT), List.of(EVENT)),
                new Row("too long by two", "x".repeat(EVENT + 2) + "\nb\n", List.of(-1, 2)),
                new Row("far too long", "a\n" + "x".repeat(3 * EVENT) + "\nb\n", List.of(2, -1, 2)),
                new Row("far too long, without an end", "x".repeat(3 * EVENT), List.of(-1)),
                new Row("two of them", ("x".repeat(2 * EVENT) + "\n").repeat(2), List.of(-1, -1)));
        for (Row row : rows) {
            for (int chunk : List.of(7_919, 65_536, Integer.MAX_VALUE)) {
                assertThat(cut(row.body, chunk).stream()
                                .map(piece -> piece.equals("-") ? -1 : piece.length())
                                .toList())
                        .as("%s, in chunks of %s", row.why, chunk)
                        .isEqualTo(row.sizes);
            }
        }
    }

    @Test
    void nothingIsLostNorCutInALine() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            StringBuilder body = new StringBuilder();
            while (body.length() < 3 * MESSAGE) {
                body.append("y".repeat(random.nextInt(random.nextInt(20) == 0 ? 400_000 : 300)))
                        .append('\n');
            }
            List<String> pieces = cut(body.toString(), 1 + random.nextInt(100_000));
            assertThat(String.join("", pieces)).as("seed %s", seed).isEqualTo(body.toString());
            assertThat(pieces).as("seed %s", seed).allMatch(piece -> piece.endsWith("\n"));
            assertThat(pieces)
                    .as("seed %s", seed)
                    .allMatch(piece -> piece.length() <= MESSAGE || piece.indexOf('\n') == piece.length() - 1);
        }
    }

    @Test
    void flushGivesWholeLinesOnly() {
        Pieces pieces = new Pieces();
        LineCutter cutter = new LineCutter(pieces, 0);
        cutter.add(Buffer.buffer("a\nb\nc"));
        cutter.flush();
        assertThat(pieces.all).containsExactly("a\nb\n");
        cutter.flush();
        cutter.add(Buffer.buffer("d\n"));
        cutter.end();
        assertThat(pieces.all).containsExactly("a\nb\n", "cd\n");
    }

    private static List<String> cut(String body, int chunk) {
        Pieces pieces = new Pieces();
        LineCutter cutter = new LineCutter(pieces, 0);
        for (int at = 0; at < body.length(); at += Math.min(chunk, body.length() - at)) {
            cutter.add(Buffer.buffer(body.substring(at, at + Math.min(chunk, body.length() - at))));
        }
        cutter.end();
        return pieces.all;
    }
}
