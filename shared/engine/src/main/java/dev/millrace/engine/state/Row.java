package dev.millrace.engine.state;

import java.util.Arrays;

/**
 * One key's state: key bytes, value bytes and at most one timer. Whoever changes value bytes calls {@link KeyedState#touch} first. The
 * task's thread only.
 */
public final class Row {

    /** The timer of a row that has none. */
    public static final long NO_TIMER = Long.MAX_VALUE;

    final int hash;
    private final int keyLength;
    private byte[] bytes;
    private int valueLength;
    long timerMillis = NO_TIMER;
    /** The commit interval in which the row was last touched; of a row that left the table, {@link KeyedState#REMOVED}. */
    int touched;

    Row(int hash, byte[] key, int from, int to, int valueLength) {
        this.hash = hash;
        this.keyLength = to - from;
        this.bytes = new byte[keyLength + valueLength];
        this.valueLength = valueLength;
        System.arraycopy(key, from, bytes, 0, keyLength);
    }

    /** Key and value; the array is another one after {@link KeyedState#resize}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the key begins in {@link #bytes}. */
    public int keyOffset() {
        return 0;
    }

    public int keyLength() {
        return keyLength;
    }

    /** Where the value begins in {@link #bytes}. */
    public int valueOffset() {
        return keyLength;
    }

    public int valueLength() {
        return valueLength;
    }

    /** When the timer fires, epoch ms; {@link #NO_TIMER} for never. */
    public long timerMillis() {
        return timerMillis;
    }

    boolean hasKey(byte[] key, int from, int to) {
        return Arrays.equals(bytes, 0, keyLength, key, from, to);
    }

    void setValueLength(int length) {
        int end = keyLength + valueLength;
        if (keyLength + length > bytes.length) {
            // Some room beyond, so that a value that grows byte by byte is not copied each time.
            bytes = Arrays.copyOf(bytes, keyLength + length + length / 4);
        }
        if (length > valueLength) {
            Arrays.fill(bytes, end, keyLength + length, (byte) 0);
        }
        valueLength = length;
    }

    byte[] copyOfValue() {
        return Arrays.copyOfRange(bytes, keyLength, keyLength + valueLength);
    }

    void putBack(byte[] value, long timer) {
        setValueLength(value.length);
        System.arraycopy(value, 0, bytes, keyLength, value.length);
        timerMillis = timer;
    }

    /** Frees what a removed row still holds; its key stays for the state log. */
    void dropValue() {
        bytes = valueLength == 0 ? bytes : Arrays.copyOf(bytes, keyLength);
        valueLength = 0;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, keyLength, java.nio.charset.StandardCharsets.UTF_8) + "[" + valueLength + " bytes]";
    }
}
