package dev.millrace.gateway.push;

/**
 * What came of handing a message to an ingest verticle. Immutable.
 *
 * @param answer its kind
 * @param detail why not, a sentence; empty where it was accepted
 */
record Acceptance(Answer answer, String detail) {

    enum Answer {
        /** An outcome will follow. */
        ACCEPTED,
        /** Certainly nothing of it is kept. */
        REFUSED,
        /** Certainly nothing of it is kept: the stream is not known there. */
        NOT_FOUND,
        /** It may be worked on or not. */
        UNKNOWN
    }

    static final Acceptance ACCEPTED = new Acceptance(Answer.ACCEPTED, "");

    boolean is(Answer other) {
        return answer == other;
    }
}
