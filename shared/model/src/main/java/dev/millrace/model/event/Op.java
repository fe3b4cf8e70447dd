package dev.millrace.model.event;

/** What an event does to what was said before; header {@code mr-op}, absent for {@link #INSERT}. */
public enum Op {
    /** Something new. */
    INSERT,
    /** The new form of what was said before. */
    UPDATE,
    /** What was said before is taken back. */
    RETRACT,
    /** A row of a table is gone. */
    DELETE;

    private static final Op[] ALL = values();

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final byte[] header =
            name().toLowerCase(java.util.Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /** The header's bytes; shared, not to be changed. */
    public byte[] header() {
        return header;
    }

    /**
     * Reads the header's bytes; null means {@link #INSERT}.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static Op of(byte[] header) {
        if (header == null) {
            return INSERT;
        }
        for (Op op : ALL) {
            if (java.util.Arrays.equals(op.header, header)) {
                return op;
            }
        }
        throw new IllegalArgumentException("header mr-op must be insert, update, retract or delete");
    }
}
