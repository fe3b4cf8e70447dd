package dev.millrace.benchmarks.compare.job.map;

import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The job by hand: keeps a bid for which {@code price > 4200 && !channel.startsWith("channel-1")}, changes its price and adds two fields. Finds
 * fields with the platform's own scanner and copies the bytes between. One thread.
 */
final class BidMapper {

    private static final FieldPath PRICE = FieldPath.parse("price");
    private static final FieldPath CHANNEL = FieldPath.parse("channel");
    private static final byte[] LEFT_OUT = "\"channel-1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOURCE = ",\"source\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HIGH = ",\"high\":true}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOT_HIGH = ",\"high\":false}".getBytes(StandardCharsets.US_ASCII);

    private final JsonFields fields = new JsonFields();
    private final ByteSink out = new ByteSink(320);

    /** The mapped bid, or null when it is not kept. */
    byte[] map(byte[] bid) {
        long at = fields.find(bid, PRICE);
        long channel = fields.find(bid, CHANNEL);
        if (at == Slice.ABSENT || channel == Slice.ABSENT) {
            throw new IllegalArgumentException("not a bid");
        }
        long price = JsonNumber.plainLong(bid, Slice.from(at), Slice.to(at));
        if (price <= 4_200 || startsWith(bid, Slice.from(channel), Slice.to(channel), LEFT_OUT)) {
            return null;
        }
        out.truncate(0);
        return out.put(bid, 0, Slice.from(at))
                .putNumber(price * 908 / 1_000)
                .put(bid, Slice.to(at), bid.length - 1)
                .put(SOURCE)
                .put(bid, Slice.from(channel), Slice.to(channel))
                .put(price > 7_000 ? HIGH : NOT_HIGH)
                .toBytes();
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] start) {
        int end = from + start.length;
        return end <= to && Arrays.equals(bytes, from, end, start, 0, start.length);
    }
}
