package dev.millrace.benchmarks.push;

import io.vertx.core.Future;

/** Sends the same request again and again. One event loop. */
interface PushClient {

    /** What becomes of one request: one of both, once. */
    interface Answered {
        /** With status 200. */
        void answered();

        /** With another status, or not at all. */
        void failed(Throwable cause);
    }

    /** Opens what it takes to have so many requests under way. */
    Future<?> connect(int requests);

    /** @param slot which of the requests under way, from 0; free again when answered */
    void push(int slot, Answered answered);

    Future<?> close();
}
