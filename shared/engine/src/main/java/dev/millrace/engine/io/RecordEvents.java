package dev.millrace.engine.io;

import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.event.InvalidEventException;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.event.RecordHeaders;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.json.Slice;
import dev.millrace.model.marker.Varint;
import dev.millrace.model.plan.StreamRef;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Events from the records of one stream, for one task. One thread, also for the events' fields. */
final class RecordEvents {

    private final StreamRef stream;
    private final JsonFields fields = new JsonFields();

    RecordEvents(StreamRef stream) {
        this.stream = stream;
    }

    /** Whether the record is a watermark marker, which is no event. */
    static boolean isMarker(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null && record.headers().lastHeader(RecordHeaders.MARK) != null;
    }

    /**
     * The record as an event.
     *
     * @throws InvalidEventException when its time cannot be read or a header of ours is not of our form
     */
    Event read(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        if (!headers.iterator().hasNext()) {
            return new Event(
                    record.value(),
                    record.key(),
                    time(record, null),
                    Op.INSERT,
                    origin(record, EventHeaders.NONE),
                    fields);
        }
        try {
            Header op = headers.lastHeader(RecordHeaders.OP);
            return new Event(
                    record.value(),
                    record.key(),
                    time(record, headers.lastHeader(RecordHeaders.TIME)),
                    Op.of(op == null ? null : op.value()),
                    origin(record, new KafkaHeaders(headers)),
                    fields);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("a header is not of Millrace's form: " + e.getMessage());
        }
    }

    /** The record as an event whose time is its arrival: for what could not be read otherwise. */
    Event unread(ConsumerRecord<byte[], byte[]> record) {
        return new Event(
                record.value(),
                record.key(),
                record.timestamp(),
                Op.INSERT,
                origin(record, new KafkaHeaders(record.headers())));
    }

    /** Where one stage alone writes, its header counts; elsewhere the stream's own timestamp does, if the event has it. */
    private long time(ConsumerRecord<byte[], byte[]> record, Header carried) {
        EventTime own = stream.time();
        if (own == null || stream.writers() > 0) {
            return carried == null ? record.timestamp() : carriedTime(carried);
        }
        long found = fields.find(record.value(), own.field());
        return found == Slice.ABSENT && carried != null ? carriedTime(carried) : own.readMillis(record.value(), found);
    }

    private static long carriedTime(Header carried) {
        return Varint.readSigned(ByteBuffer.wrap(carried.value()));
    }

    private Origin origin(ConsumerRecord<byte[], byte[]> record, EventHeaders headers) {
        return new Origin(stream.stream(), record.partition(), record.offset(), record.timestamp(), headers);
    }

    private record KafkaHeaders(Headers headers) implements EventHeaders {
        @Override
        public byte[] get(String name) {
            Header header = headers.lastHeader(name);
            return header == null ? null : header.value();
        }

        @Override
        public List<String> names() {
            Set<String> names = new LinkedHashSet<>();
            for (Header header : headers) {
                names.add(header.key());
            }
            return new ArrayList<>(names);
        }
    }
}
