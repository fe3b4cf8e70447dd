package dev.millrace.gateway.push;

import dev.millrace.platform.push.PushOutcome;

/**
 * What came of handing a message to an ingest verticle. Immutable.
 *
 * @param answer its kind
 * @param detail why not, a sentence; empty where it was accepted
 * @param outcome what became of it, where that came at once; otherwise null
 */
record Acceptance(Answer answer, String detail, PushOutcome outcome) {

    enum Answer {
        /** Its outcome is here, or will follow. */
        ACCEPTED,
        /** Certainly nothing of it is kept. */
        REFUSED,
        /** Certainly nothing of it is kept: the stream is not known there. */
        NOT_FOUND,
        /** It may be worked on or not. */
        UNKNOWN
    }

    private static final Acceptance ACCEPTED = new Acceptance(Answer.ACCEPTED, "", null);

    /** It was accepted, perhaps with its outcome; null for none. */
    static Acceptance accepted(PushOutcome outcome) {
        return outcome == null ? ACCEPTED : new Acceptance(Answer.ACCEPTED, "", outcome);
    }

    /** It was not accepted, or nobody knows. */
    static Acceptance failed(Answer answer, String detail) {
        return new Acceptance(answer, detail, null);
    }

    boolean is(Answer other) {
        return answer == other;
    }
}
