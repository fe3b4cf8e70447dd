package dev.millrace.benchmarks.hot;

import java.util.function.IntFunction;

/** Documents in turn, so that a benchmark does not see the same bytes each time. One thread. */
final class Turn {

    private static final int DOCUMENTS = 1_024;

    private final byte[][] documents = new byte[DOCUMENTS][];
    private int next;

    Turn(IntFunction<byte[]> documentOf) {
        for (int i = 0; i < DOCUMENTS; i++) {
            documents[i] = documentOf.apply(i);
        }
    }

    byte[] next() {
        return documents[next++ & DOCUMENTS - 1];
    }
}
