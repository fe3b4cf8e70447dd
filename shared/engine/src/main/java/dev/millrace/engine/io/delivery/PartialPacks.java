package dev.millrace.engine.io.delivery;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.marker.Varint;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;

/**
 * Partial results on their way to a repartition topic. Those of a commit that go to one partition travel in one record, in order: each as its
 * length, an unsigned varint, and its bytes. One task, its thread.
 */
public final class PartialPacks {

    /** A pack that has reached this size is sent. */
    static final int ENOUGH_BYTES = 256 << 10;

    private static final int FIRST_BYTES = 1 << 10;

    private final OutputRecords records;
    private final Outputs outputs;
    private final ByteSink[] packs;
    private int waiting;

    /** @param partitions of the topic they go to */
    public PartialPacks(OutputRecords records, Outputs outputs, int partitions) {
        this.records = records;
        this.outputs = outputs;
        this.packs = new ByteSink[partitions];
    }

    /** Adds a partial result of the group with that key; it goes where Kafka's own partitioner sends the key. */
    public void add(byte[] key, byte[] partial) {
        int partition = Utils.toPositive(Utils.murmur2(key)) % packs.length;
        if (packs[partition] == null) {
            packs[partition] = new ByteSink(FIRST_BYTES);
        }
        ByteSink pack = packs[partition];
        waiting += pack.length() == 0 ? 1 : 0;
        Varint.write(partial.length, pack);
        pack.put(partial);
        if (pack.length() >= ENOUGH_BYTES) {
            send(partition);
        }
    }

    /** Sends all that waits. To be called before anything else is sent to the topic, and before each commit. */
    public void send() {
        for (int partition = 0; waiting > 0 && partition < packs.length; partition++) {
            if (packs[partition] != null && packs[partition].length() > 0) {
                send(partition);
            }
        }
    }

    private void send(int partition) {
        outputs.send(records.partials(partition, packs[partition].toBytes()));
        packs[partition].truncate(0);
        waiting--;
    }

    /** What waits is not to be sent. */
    public void forget() {
        for (ByteSink pack : packs) {
            if (pack != null) {
                pack.truncate(0);
            }
        }
        waiting = 0;
    }

    /**
     * Takes a pack apart.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static void forEach(byte[] pack, Consumer<byte[]> action) {
        ByteBuffer in = ByteBuffer.wrap(pack);
        while (in.hasRemaining()) {
            long length = Varint.read(in);
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("these " + pack.length + " bytes are no partial results");
            }
            byte[] partial = new byte[(int) length];
            in.get(partial);
            action.accept(partial);
        }
    }
}
