package dev.millrace.gateway.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random logs, read partly from Kafka and partly from a ring that has the partitions interleaved otherwise: from every id that was given, exactly the
 * rest of each partition follows. A failure is a seed.
 */
class SwitchTest {

    private static final int PARTITIONS = 3;
    private static final int RUNS = 200;
    private static final int MOST_RESUMES = 25;

    /** A log with holes (aborted and control records) and the ring fed from it in an order of its own. */
    private static final class World {
        final Random random;
        final List<List<Long>> log = new ArrayList<>();
        final long[] ends = new long[PARTITIONS];
        final EventRing ring;
        final long[] ringRead = new long[PARTITIONS];

        World(Random random) {
            this.random = random;
            for (int p = 0; p < PARTITIONS; p++) {
                List<Long> offsets = new ArrayList<>();
                long offset = random.nextInt(3);
                for (int n = random.nextInt(30); n > 0; n--) {
                    offsets.add(offset);
                    offset += 1 + (random.nextInt(4) == 0 ? random.nextInt(4) : 0);
                }
                log.add(offsets);
                ends[p] = offset;
                ringRead[p] = random.nextLong(offset + 1);
            }
            ring = new EventRing(7, 1 << 20, 4 + random.nextInt(40));
            ring.startAt(ringRead);
        }

        /** One batch of one reader: from one or several partitions, up to some offset each. */
        List<StreamEvent> read(long[] from) {
            List<StreamEvent> batch = new ArrayList<>();
            for (int p : shuffled()) {
                long to = Math.min(ends[p], from[p] + random.nextInt(6));
                for (long offset : log.get(p)) {
                    if (offset >= from[p] && offset < to) {
                        batch.add(EventRingTest.event(p, offset));
                    }
                }
                from[p] = Math.max(from[p], to);
            }
            return batch;
        }

        void feedRing() {
            ring.append(read(ringRead), ringRead);
        }

        private List<Integer> shuffled() {
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
            java.util.Collections.shuffle(order, random);
            return order;
        }
    }

    private record Delivery(int partition, long offset, long[] idVector) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void fromEveryIdExactlyTheRestFollows(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            World world = new World(random);
            String at = "seed " + seed + " run " + run;
            List<Delivery> all = subscribe(world, new long[PARTITIONS]);
            assertOffsets(at, world, all, new long[PARTITIONS], world.ends);
            for (int i = 0; i < Math.min(MOST_RESUMES, all.size()); i++) {
                int cut = random.nextInt(all.size());
                long[] id = all.get(cut).idVector;
                String after = at + " after " + (cut + 1) + " " + Arrays.toString(id);
                assertOffsets(after, world, all.subList(0, cut + 1), new long[PARTITIONS], id);
                assertOffsets(after, world, subscribe(world, id), id, world.ends);
            }
        }
    }

    /** In every partition, in order and once, the log from one vector (inclusive) to another (exclusive). */
    private static void assertOffsets(String at, World world, List<Delivery> delivered, long[] from, long[] to) {
        for (int p = 0; p < PARTITIONS; p++) {
            int partition = p;
            List<Long> offsets = delivered.stream()
                    .filter(d -> d.partition == partition)
                    .map(Delivery::offset)
                    .toList();
            List<Long> expected = world.log.get(p).stream()
                    .filter(offset -> offset >= from[partition] && offset < to[partition])
                    .toList();
            assertThat(offsets).as("%s, partition %s", at, p).isEqualTo(expected);
        }
    }

    /** Reads everything as a subscription does, catching up, going over and falling off at random. */
    private static List<Delivery> subscribe(World world, long[] from) {
        List<Delivery> delivered = new ArrayList<>();
        ReadingPosition position = new ReadingPosition(7, from);
        RingRow[] rows = new RingRow[5];
        while (!Vectors.isAtLeast(position.next(), world.ends)) {
            if (world.random.nextInt(3) == 0) {
                world.feedRing();
            }
            if (!position.isInRing() && (world.random.nextBoolean() || !position.enter(world.ring))) {
                long[] read = position.next();
                List<StreamEvent> batch = world.read(read);
                for (StreamEvent event : batch) {
                    if (position.take(event)) {
                        delivered.add(delivery(event, position.id()));
                    }
                }
                position.raise(read);
            } else {
                int count = position.pull(world.ring, rows);
                for (int i = 0; i < count; i++) {
                    position.passed(rows[i]);
                    if (position.take(rows[i].event())) {
                        delivered.add(delivery(rows[i].event(), position.idOf(rows[i])));
                    }
                }
            }
        }
        return delivered;
    }

    private static Delivery delivery(StreamEvent event, byte[] id) {
        return new Delivery(event.partition, event.offset, EventRingTest.vector(id));
    }
}
