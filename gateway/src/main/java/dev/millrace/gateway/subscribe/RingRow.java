package dev.millrace.gateway.subscribe;

/**
 * An event in the ring.
 *
 * @param sequence its place in the ring, from 0, never used again
 * @param id the cursor after it for all who have nothing more than the ring had then; shared, not to be changed
 */
record RingRow(long sequence, StreamEvent event, byte[] id) {

    int bytes() {
        return event.bytes() + id.length;
    }
}
