package dev.millrace.broker;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/** Writes ends of transactions into partitions, as the coordinator does: {@code WriteTxnMarkers} of Kafka's protocol, which no public client sends. */
final class Markers {

    private static final short VERSION = 1;
    private static final int SOCKET_LIMIT_MILLIS = 30_000;
    private static final int LARGEST_ANSWER = 16 << 20;
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Markers() {}

    /**
     * Asks the broker on 127.0.0.1 and asks again while it says that it is not ready, 10 s at most; blocks. A marker for a transaction that is not open
     * changes nothing for readers. A partition that knows a newer epoch of the producer has had the end already, from that one.
     *
     * @throws IOException with the partition and Kafka's sentence, when it refuses
     */
    static void write(int port, List<TxnMarkerEntry> markers) throws IOException {
        if (markers.isEmpty()) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            Map.Entry<TopicPartition, Errors> refused = refusal(ask(port, markers));
            if (refused == null) {
                return;
            }
            if (!(refused.getValue().exception() instanceof RetriableException) || attempt == ATTEMPTS) {
                throw new IOException("no end of a transaction can be written into " + refused.getKey() + ": "
                        + refused.getValue().message());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static Map.Entry<TopicPartition, Errors> refusal(WriteTxnMarkersResponse answer) {
        return answer.errorsByProducerId().values().stream()
                .flatMap(partitions -> partitions.entrySet().stream())
                .filter(partition -> partition.getValue() != Errors.NONE)
                .filter(partition -> partition.getValue() != Errors.INVALID_PRODUCER_EPOCH)
                .findFirst()
                .orElse(null);
    }

    private static WriteTxnMarkersResponse ask(int port, List<TxnMarkerEntry> markers) throws IOException {
        RequestHeader header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, VERSION, "millrace-broker", 1);
        ByteBuffer request =
                new WriteTxnMarkersRequest.Builder(markers).build(VERSION).serializeWithHeader(header);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), SOCKET_LIMIT_MILLIS);
            WritableByteChannel out = Channels.newChannel(socket.getOutputStream());
            out.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, request.remaining()));
            out.write(request);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 0 || length > LARGEST_ANSWER) {
                throw new IOException("the broker's answer is " + length + " bytes long");
            }
            byte[] answer = new byte[length];
            in.readFully(answer);
            return (WriteTxnMarkersResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
        }
    }
}
