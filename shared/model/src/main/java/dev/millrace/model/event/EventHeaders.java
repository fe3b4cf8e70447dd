package dev.millrace.model.event;

import java.util.List;

/** The headers an event came with, read where they lie. Thread of the event. */
public interface EventHeaders {

    /** No headers. */
    EventHeaders NONE = new EventHeaders() {
        @Override
        public byte[] get(String name) {
            return null;
        }

        @Override
        public List<String> names() {
            return List.of();
        }
    };

    /** The last value of that name, or null. Not to be changed. */
    byte[] get(String name);

    /** All names, in order, each once. */
    List<String> names();
}
