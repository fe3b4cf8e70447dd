package dev.millrace.model.event;

/**
 * Where an event was read.
 *
 * @param stream the stream's name
 * @param partition the stream's partition, from 0
 * @param offset its position there
 * @param arrivalMillis when the log took it, epoch ms
 * @param headers what it came with
 */
public record Origin(String stream, int partition, long offset, long arrivalMillis, EventHeaders headers) {

    /** {@code stream/partition/offset}: the event's id unless it brought one. */
    public String id() {
        return stream + "/" + partition + "/" + offset;
    }
}
