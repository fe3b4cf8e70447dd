package dev.millrace.gateway.subscribe;

import java.util.List;

/**
 * Where a subscriber begins.
 *
 * @param offsets the next offset to read of every partition, before the gaps
 * @param gaps what it cannot get; each moves its partition to where it goes on
 */
record Start(long[] offsets, List<Gap> gaps) {

    Start {
        gaps = List.copyOf(gaps);
    }
}
