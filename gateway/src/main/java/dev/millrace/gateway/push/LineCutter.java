package dev.millrace.gateway.push;

import dev.millrace.platform.push.PushProtocol;
import io.vertx.core.buffer.Buffer;

/**
 * Cuts a stream of bytes at newlines into messages. Nothing else of the content is looked at. One thread; holds at most a line or a message
 * and one chunk.
 */
final class LineCutter {

    /** Where the pieces go, in order. */
    interface Sink {
        /** One or several lines, the last one perhaps without its newline. */
        void lines(Buffer lines);

        /** A line was left out because it is longer than an event may be. */
        void lineTooLong();
    }

    /** A line this long without a newline is too long even if its last byte is a carriage return. */
    private static final int LINE_BYTES = PushProtocol.EVENT_BYTES + 1;

    private final Sink sink;
    private Buffer pending;
    // No newline stands in the first line before here.
    private int searched;
    private boolean skipping;

    /** @param sizeHint how many bytes are to be expected; 0 or more */
    LineCutter(Sink sink, int sizeHint) {
        this.sink = sink;
        this.pending = Buffer.buffer(sizeHint);
    }

    /** Takes the next bytes. */
    void add(Buffer chunk) {
        if (!skipping) {
            pending.appendBuffer(chunk);
        } else {
            int newline = newline(chunk, 0);
            if (newline < 0) {
                return;
            }
            skipping = false;
            pending.appendBuffer(chunk, newline + 1, chunk.length() - newline - 1);
        }
        while (pending.length() > PushProtocol.MESSAGE_BYTES && cut()) {}
    }

    /** Gives out the whole lines there are. */
    void flush() {
        int end = endOfLines(pending.length());
        if (end > 0) {
            give(end);
        }
    }

    /** Gives out what is left. */
    void end() {
        if (pending.length() > LINE_BYTES && endOfLines(pending.length()) == 0) {
            sink.lineTooLong();
        } else if (pending.length() > 0) {
            give(pending.length());
        }
    }

    private boolean cut() {
        int end = endOfLines(PushProtocol.MESSAGE_BYTES);
        if (end > 0) {
            give(end);
            return true;
        }
        int newline = newline(pending, Math.max(searched, PushProtocol.MESSAGE_BYTES));
        searched = pending.length();
        if (newline >= 0 && newline <= LINE_BYTES) {
            give(newline + 1);
            return true;
        }
        if (newline >= 0) {
            sink.lineTooLong();
            rest(newline + 1);
            return true;
        }
        if (pending.length() > LINE_BYTES) {
            sink.lineTooLong();
            skipping = true;
            rest(pending.length());
        }
        return false;
    }

    private void give(int end) {
        sink.lines(end == pending.length() ? pending : pending.getBuffer(0, end));
        rest(end);
    }

    private void rest(int from) {
        pending = from == pending.length() ? Buffer.buffer() : pending.getBuffer(from, pending.length());
        searched = 0;
    }

    /** The byte after the last newline before {@code limit}, or 0. */
    private int endOfLines(int limit) {
        for (int i = Math.min(limit, pending.length()) - 1; i >= 0; i--) {
            if (pending.getByte(i) == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private static int newline(Buffer bytes, int from) {
        for (int i = from; i < bytes.length(); i++) {
            if (bytes.getByte(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
