package dev.millrace.platform.push;

/**
 * How a push travels from a gateway to an ingest-service, over the clustered event bus.
 *
 * <p><b>Finding each other.</b> Every ingest verticle publishes a {@link PushLoad} on {@link #LOADS} each {@value #ANNOUNCE_MILLIS} ms and
 * whenever somebody publishes on {@link #ASK}. A gateway forgets an address of which it heard nothing for {@value #FORGET_MILLIS} ms.
 *
 * <p><b>Messages.</b> A push is one or several messages, all sent to the same address, numbered from 0. A message is a {@link PushRequest}:
 * headers, and the user's bytes as the body. Lines are cut at newlines into messages of at most {@value #MESSAGE_BYTES} bytes (a longer
 * line is a message of its own); every other body is one message. Number 0 is sent alone; when it was accepted, several may be under way.
 *
 * <p><b>Accepting.</b> Ingest answers each message at once: an empty reply = it will be worked on and an outcome follows; failure code
 * {@link #REFUSED} or {@link #NOT_FOUND} = certainly nothing of it is kept, nor of any later message of the push. No answer within
 * {@value #ACCEPT_MILLIS} ms = not known. A push of one message is not answered when it is accepted: the answer is its outcome, and not
 * known is what an ingest verticle has that announces itself no more, or does not answer within {@value #OUTCOME_MILLIS} ms.
 *
 * <p><b>Outcomes.</b> For each accepted message of a push of several one {@link PushOutcome} is sent to the gateway's answer address, in any order, with the
 * push's id and the message's number in the headers {@link #PUSH} and {@link #SEQUENCE}. Event indexes in it count from the first event of
 * the message: the gateway adds up. After a message that failed, every later message of the push fails with nothing kept.
 */
public final class PushProtocol {

    /** Where ingest verticles publish their {@link PushLoad}. */
    public static final String LOADS = "millrace.push.loads";
    /** Whoever publishes here makes every ingest verticle announce itself at once. */
    public static final String ASK = "millrace.push.ask";

    /** Milliseconds between announcements. */
    public static final int ANNOUNCE_MILLIS = 500;
    /** Milliseconds of silence after which an address is not used any more. */
    public static final int FORGET_MILLIS = 2_000;
    /** Milliseconds an ingest verticle has to accept a message. */
    public static final int ACCEPT_MILLIS = 2_000;
    /** Milliseconds after which an outcome is not waited for any more. */
    public static final int OUTCOME_MILLIS = 25_000;

    /** The most bytes of a message of several lines, inclusive. */
    public static final int MESSAGE_BYTES = 256 << 10;
    /** The most bytes of one event, inclusive. */
    public static final int EVENT_BYTES = 1 << 20;
    /** The most bytes of a body that is not streamed, inclusive. */
    public static final int BODY_BYTES = 8 << 20;
    /** How many rejected events an outcome, and an answer to the user, lists; inclusive. */
    public static final int LISTED_REJECTS = 100;

    /** Failure code of a message that is not taken now: too much is waiting, or Kafka is away. */
    public static final int REFUSED = 1;
    /** Failure code: this ingest-service does not know the stream, or knows another one of that name. */
    public static final int NOT_FOUND = 2;

    static final String STREAM = "stream";
    static final String TOPIC_ID = "topic-id";
    static final String KIND = "kind";
    static final String ATOMIC = "atomic";
    static final String ANSWER_TO = "answer-to";
    /** Header: the push's id, unique among all gateways. */
    public static final String PUSH = "push";
    /** Header: the message's number within the push, from 0. */
    public static final String SEQUENCE = "sequence";

    static final String LAST = "last";

    private PushProtocol() {}
}
