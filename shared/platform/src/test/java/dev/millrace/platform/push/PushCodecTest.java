package dev.millrace.platform.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.push.PushOutcome.Failure;
import dev.millrace.platform.push.PushOutcome.Reject;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushCodecTest {

    @Test
    void outcomesComeBackAsTheyWere() {
        List<PushOutcome> rows = List.of(
                PushOutcome.done(0, 0, 0, List.of(), new long[0]),
                PushOutcome.done(500, 500, 0, List.of(), new long[] {7, PushOutcome.NOT_WRITTEN, Long.MAX_VALUE}),
                PushOutcome.done(3, 1, 2, List.of(new Reject(0, ""), new Reject(2, "schön \"so\"")), new long[] {1}),
                PushOutcome.failed(Failure.UNKNOWN, "nobody knows: ü"),
                new PushOutcome(
                        9, 4, 1, List.of(new Reject(1, "x")), new long[] {1, 2}, Failure.UNAVAILABLE, 6, "full"));
        for (PushOutcome row : rows) {
            assertThat(PushOutcome.decode(row.encode())).isEqualTo(row);
        }
    }

    @Test
    void anOutcomeOfAnotherFormatOrCutShortIsRefused() {
        Buffer newer = PushOutcome.failed(Failure.NONE, "").encode().setByte(0, (byte) 2);
        assertThatThrownBy(() -> PushOutcome.decode(newer)).hasMessageContaining("format 2");
        Buffer whole = PushOutcome.done(3, 1, 2, List.of(new Reject(2, "why")), new long[] {1, 2})
                .encode();
        for (int length = 0; length < whole.length(); length++) {
            Buffer cut = whole.getBuffer(0, length);
            assertThatThrownBy(() -> PushOutcome.decode(cut))
                    .as("%s bytes", length)
                    .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
        }
    }

    @Test
    void requestsComeBackAsTheyWere() {
        for (PushRequest.Kind kind : PushRequest.Kind.values()) {
            PushRequest request = new PushRequest("a.b-c", "id", kind, true, "here", "p-1", 0, false);
            assertThat(PushRequest.of(request.toHeaders())).isEqualTo(request);
            PushRequest later = new PushRequest("s", "id", kind, false, "here", "p-1", 0, false).message(41, true);
            assertThat(PushRequest.of(later.toHeaders())).isEqualTo(later);
        }
        assertThatThrownBy(() -> PushRequest.of(MultiMap.caseInsensitiveMultiMap()))
                .hasMessageContaining("no header \"stream\"");
    }

    @Test
    void loadsComeBackAsTheyWere() {
        for (PushLoad load : List.of(new PushLoad("a_é", 1L << 40), new PushLoad("a", PushLoad.GONE))) {
            assertThat(PushLoad.decode(load.encode())).isEqualTo(load);
        }
        assertThatThrownBy(() -> PushLoad.decode(Buffer.buffer("short"))).hasMessageContaining("too short");
    }
}
