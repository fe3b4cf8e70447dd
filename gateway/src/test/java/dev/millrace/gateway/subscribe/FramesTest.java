package dev.millrace.gateway.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.event.Op;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.marker.Varint;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesTest {

    private static final byte[] ID = StreamEvent.ascii("X1");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    INSERT  | {}         | id: X1~event: event~data: {}~~               | {"id":"X1","event":"event","data":{}}~
                    RETRACT | {"a":1}    | id: X1~event: retract~data: {"a":1}~~        | {"id":"X1","event":"retract","data":{"a":1}}~
                    UPDATE  | 1          | id: X1~event: update~data: 1~~               | {"id":"X1","event":"update","data":1}~
                    DELETE  | null       | id: X1~event: delete~data: null~~            | {"id":"X1","event":"delete","data":null}~
                    INSERT  | "ä€😀"     | id: X1~event: event~data: "ä€😀"~~           | {"id":"X1","event":"event","data":"ä€😀"}~
                    INSERT  | {~"a":1~}  | id: X1~event: event~data: {~data: "a":1~data: }~~ | {"id":"X1","event":"event","data":{ "a":1 }}~
                    INSERT  | [1^~,2^3]  | id: X1~event: event~data: [1~data: ,2~data: 3]~~  | {"id":"X1","event":"event","data":[1  ,2 3]}~
                    INSERT  | 1~         | id: X1~event: event~data: 1~data: ~~         | {"id":"X1","event":"event","data":1 }~
                    INSERT  | 1~~2       | id: X1~event: event~data: 1~data: ~data: 2~~ | {"id":"X1","event":"event","data":1  2}~
                    """)
    void events(Op op, String value, String sse, String ndjson) {
        StreamEvent event = StreamEvent.of(0, 0, op, null, lines(value).getBytes(StandardCharsets.UTF_8));
        Buffer out = Buffer.buffer();
        SseFrames.INSTANCE.event(out, ID, event);
        assertThat(out.toString()).isEqualTo(lines(sse));
        Buffer line = Buffer.buffer();
        NdjsonFrames.INSTANCE.event(line, ID, event);
        assertThat(line.toString()).isEqualTo(lines(ndjson));
    }

    @Test
    void framesWithoutEvents() {
        Buffer out = Buffer.buffer();
        SseFrames.INSTANCE.opening(out, ID, 2500);
        SseFrames.INSTANCE.heartbeat(out, ID);
        SseFrames.INSTANCE.notice(out, ID, "gap", new Gap(Gap.Reason.RETENTION, 2, 5, 9).data());
        assertThat(out.toString())
                .isEqualTo("id: X1\n\nretry: 2500\n\n: heartbeat\nid: X1\n\nid: X1\nevent: gap\ndata:"
                        + " {\"reason\":\"retention\",\"partition\":2,\"from\":5,\"to\":9}\n\n");
    }

    @Test
    void recordsThatHoldNoEvent() {
        assertThat(StreamEvent.of(record(null, RecordHeaders.MARK, "x"))).isNull();
        assertThat(StreamEvent.of(record(null, "other", "x"))).isNull();
        assertThat(StreamEvent.of(record(null, RecordHeaders.OP, "delete")).op).isEqualTo(Op.DELETE);
        assertThat(StreamEvent.of(record("{}", RecordHeaders.OP, "update")).op).isEqualTo(Op.UPDATE);
        assertThat(StreamEvent.of(record("{}", "other", "x")).op).isEqualTo(Op.INSERT);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    text, in its order  | {"a":1}   | mr-error=no;mr-late-by=5    | {"event":{"a":1},"headers":{"mr-error":"no","mr-late-by":"5"}}
                    the last of a name  | {"a":1}   | x=1;x=2                     | {"event":{"a":1},"headers":{"x":"2"}}
                    quotes are escaped  | {"a":1}   | x=a"b                       | {"event":{"a":1},"headers":{"x":"a\\"b"}}
                    binary is left out  | {"a":1}   | x=\u0001;y=1                | {"event":{"a":1},"headers":{"y":"1"}}
                    lines stay lines    | {~"a":1~} | x=1                         | {"event":{ "a":1 },"headers":{"x":"1"}}
                    """)
    void headersBesideTheEvent(String reason, String value, String headers, String data) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("s", 0, 0, null, lines(value).getBytes(StandardCharsets.UTF_8));
        for (String header : headers.split(";")) {
            String[] parts = header.split("=");
            record.headers().add(parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
        }
        Buffer out = Buffer.buffer();
        NdjsonFrames.INSTANCE.event(out, ID, StreamEvent.of(record).withHeaders());
        assertThat(out.toString()).isEqualTo("{\"id\":\"X1\",\"event\":\"event\",\"data\":" + data + "}\n");
    }

    @Test
    void eventTimeIsReadable() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("s", 0, 0, null, StreamEvent.ascii("{}"));
        record.headers().add(RecordHeaders.TIME, Varint.signedBytes(-1));
        record.headers().add("raw", new byte[] {(byte) 0xff});
        Buffer out = Buffer.buffer();
        SseFrames.INSTANCE.event(out, ID, StreamEvent.of(record).withHeaders());
        assertThat(out.toString())
                .isEqualTo(
                        "id: X1\nevent: event\ndata: {\"event\":{},\"headers\":{\"mr-time\":\"1969-12-31T23:59:59.999Z\"}}\n\n");
        assertThat(new String(
                        StreamEvent.of(0, 0, Op.DELETE, null, StreamEvent.ascii("null"))
                                .withHeaders()
                                .oneLine(),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"event\":null,\"headers\":{}}");
    }

    private static ConsumerRecord<byte[], byte[]> record(String value, String header, String content) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("s", 0, 0, null, value == null ? null : StreamEvent.ascii(value));
        record.headers().add(header, StreamEvent.ascii(content));
        return record;
    }

    /** In the table {@code ~} is a line feed and {@code ^} a carriage return. */
    private static String lines(String cell) {
        return cell.replace('~', '\n').replace('^', '\r');
    }
}
