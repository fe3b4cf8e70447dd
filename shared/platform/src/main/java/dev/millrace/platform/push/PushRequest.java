package dev.millrace.platform.push;

import io.vertx.core.MultiMap;

/**
 * The headers of one message of a push. Immutable.
 *
 * @param stream the stream's name
 * @param topicId its topic's id as the gateway knows it
 * @param kind what the body is
 * @param atomic whether all of the body is kept or nothing of it
 * @param answerTo the event-bus address the outcome goes to
 * @param push the push's id
 * @param sequence the message's number within the push, from 0
 * @param last whether no message of this push follows; false where the sender does not know
 */
public record PushRequest(
        String stream,
        String topicId,
        Kind kind,
        boolean atomic,
        String answerTo,
        String push,
        int sequence,
        boolean last) {

    /** What the body of a message is. */
    public enum Kind {
        /** JSON objects, one a line; blank lines are skipped. */
        LINES,
        /** One JSON object. */
        OBJECT,
        /** A JSON array of objects. */
        ARRAY,
        /** No events: epoch milliseconds in decimal digits, to be written to every partition as a watermark marker. */
        WATERMARK
    }

    /** This request for the push's next message. */
    public PushRequest message(int number, boolean isLast) {
        return new PushRequest(stream, topicId, kind, atomic, answerTo, push, number, isLast);
    }

    /** Whether the push has no other message. */
    public boolean isAlone() {
        return sequence == 0 && last;
    }

    /** As headers of an event-bus message. */
    public MultiMap toHeaders() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add(PushProtocol.STREAM, stream)
                .add(PushProtocol.TOPIC_ID, topicId)
                .add(PushProtocol.KIND, kind.name())
                .add(PushProtocol.ANSWER_TO, answerTo)
                .add(PushProtocol.PUSH, push)
                .add(PushProtocol.SEQUENCE, Integer.toString(sequence));
        if (atomic) {
            headers.add(PushProtocol.ATOMIC, "true");
        }
        if (last) {
            headers.add(PushProtocol.LAST, "true");
        }
        return headers;
    }

    /**
     * Reads what {@link #toHeaders} gave.
     *
     * @throws IllegalArgumentException with a sentence when a header is missing or not of this version
     */
    public static PushRequest of(MultiMap headers) {
        return new PushRequest(
                need(headers, PushProtocol.STREAM),
                need(headers, PushProtocol.TOPIC_ID),
                Kind.valueOf(need(headers, PushProtocol.KIND)),
                headers.contains(PushProtocol.ATOMIC),
                need(headers, PushProtocol.ANSWER_TO),
                need(headers, PushProtocol.PUSH),
                Integer.parseInt(need(headers, PushProtocol.SEQUENCE)),
                headers.contains(PushProtocol.LAST));
    }

    private static String need(MultiMap headers, String name) {
        String value = headers.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "a message of a push has no header \"" + name + "\": gateway and ingest-service differ in version");
        }
        return value;
    }
}
