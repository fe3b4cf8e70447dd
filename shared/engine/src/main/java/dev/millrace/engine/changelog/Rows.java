package dev.millrace.engine.changelog;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.marker.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Rows in the state log: key, value and timer, or key alone for one that is gone. Stateless. */
final class Rows {

    private Rows() {}

    static void put(Row row, ByteSink out) {
        key(row, out);
        Varint.write(row.valueLength() + 1L, out);
        out.put(row.bytes(), row.valueOffset(), row.valueOffset() + row.valueLength());
        if (row.timerMillis() == Row.NO_TIMER) {
            out.put((char) 0);
        } else {
            out.put((char) 1);
            Varint.writeSigned(row.timerMillis(), out);
        }
    }

    static void delete(Row row, ByteSink out) {
        key(row, out);
        Varint.write(0, out);
    }

    private static void key(Row row, ByteSink out) {
        Varint.write(row.keyLength(), out);
        out.put(row.bytes(), row.keyOffset(), row.keyOffset() + row.keyLength());
    }

    /** Whether the key of the row that is read next ends with these bytes; reads nothing. */
    static boolean nextKeyEndsWith(ByteBuffer in, byte[] end) {
        int at = in.position();
        int keyTo = (int) Varint.read(in) + in.position();
        in.position(at);
        return keyTo - at >= end.length && Arrays.equals(in.array(), keyTo - end.length, keyTo, end, 0, end.length);
    }

    /** Reads one row or deletion and does it to the state; to nothing where that is null. */
    static void apply(ByteBuffer in, KeyedState state) {
        int keyLength = (int) Varint.read(in);
        byte[] bytes = in.array();
        int keyFrom = in.position();
        int keyTo = keyFrom + keyLength;
        in.position(keyTo);
        long valueLength = Varint.read(in) - 1;
        if (valueLength < 0) {
            if (state != null) {
                state.remove(bytes, keyFrom, keyTo);
            }
            return;
        }
        int valueFrom = in.position();
        int valueTo = valueFrom + (int) valueLength;
        in.position(valueTo);
        long timer = in.get() == 0 ? Row.NO_TIMER : Varint.readSigned(in);
        if (state != null) {
            state.restore(bytes, keyFrom, keyTo, valueFrom, valueTo, timer);
        }
    }
}
