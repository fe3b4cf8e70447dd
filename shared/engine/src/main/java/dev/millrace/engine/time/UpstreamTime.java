package dev.millrace.engine.time;

import dev.millrace.model.marker.Varint;
import dev.millrace.model.marker.WatermarkMarker;
import dev.millrace.model.marker.WatermarkMarker.Entry;
import dev.millrace.model.marker.WatermarkMarker.Status;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Time of a partition that one stage's tasks write: the least of what they say of themselves. Tasks that are idle are not waited for; when
 * all are, the furthest counts. One thread.
 */
final class UpstreamTime implements InputTime {

    private static final int MAX_TASKS = 1 << 16;

    private Status[] statuses;
    private long[] watermarks;
    private long watermark = Long.MIN_VALUE;
    private boolean idle;
    private int slowest = -1;

    /** @param tasks how many tasks write the stream; others that speak up later are added */
    UpstreamTime(int tasks) {
        statuses = new Status[tasks];
        watermarks = new long[tasks];
        Arrays.fill(statuses, Status.ACTIVE);
        Arrays.fill(watermarks, Long.MIN_VALUE);
        settle();
    }

    @Override
    public boolean event(long timeMillis, long arrivalMillis) {
        return true;
    }

    @Override
    public void marker(WatermarkMarker marker) {
        for (Entry entry : marker.entries()) {
            if (entry.task() >= MAX_TASKS) {
                continue;
            }
            if (entry.task() >= statuses.length) {
                grow(entry.task() + 1);
            }
            statuses[entry.task()] = entry.status();
            watermarks[entry.task()] = Math.max(watermarks[entry.task()], entry.watermarkMillis());
        }
        settle();
    }

    private void grow(int tasks) {
        int before = statuses.length;
        statuses = Arrays.copyOf(statuses, tasks);
        watermarks = Arrays.copyOf(watermarks, tasks);
        Arrays.fill(statuses, before, tasks, Status.END);
        Arrays.fill(watermarks, before, tasks, Long.MIN_VALUE);
    }

    private void settle() {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        slowest = -1;
        for (int task = 0; task < statuses.length; task++) {
            if (statuses[task] == Status.ACTIVE && (slowest < 0 || watermarks[task] < least)) {
                least = watermarks[task];
                slowest = task;
            }
            most = Math.max(most, watermarks[task]);
        }
        idle = slowest < 0;
        watermark = Math.max(watermark, idle ? most : least);
    }

    @Override
    public void tick(long nowNanos, long nowMillis, boolean caughtUp) {
        // Only its writers know whether they are silent.
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public boolean isIdle() {
        return idle;
    }

    @Override
    public int heldBackBy() {
        return slowest;
    }

    @Override
    public int size() {
        return 32 + statuses.length * 11;
    }

    /** Where there is no room for all watermarks, the least stands for all: writers that are awake say more soon. */
    @Override
    public void write(ByteBuffer out, int room) {
        boolean coarse = statuses.length * 10 > room;
        Varint.writeSigned(watermark, out);
        out.put((byte) (coarse ? 1 : 0));
        Varint.write(statuses.length, out);
        for (int task = 0; task < statuses.length; task += 4) {
            int packed = 0;
            for (int i = task; i < Math.min(task + 4, statuses.length); i++) {
                packed |= statuses[i].ordinal() << 2 * (i - task);
            }
            out.put((byte) packed);
        }
        for (int task = 0; !coarse && task < statuses.length; task++) {
            Varint.writeSigned(watermarks[task], out);
        }
    }

    @Override
    public void read(ByteBuffer in) {
        watermark = Varint.readSigned(in);
        boolean coarse = in.get() == 1;
        int planned = statuses.length;
        int tasks = Math.toIntExact(Varint.read(in));
        statuses = new Status[tasks];
        watermarks = new long[tasks];
        for (int task = 0; task < tasks; task += 4) {
            int packed = in.get();
            for (int i = task; i < Math.min(task + 4, tasks); i++) {
                statuses[i] = Status.values()[packed >> 2 * (i - task) & 3];
            }
        }
        for (int task = 0; task < tasks; task++) {
            watermarks[task] = coarse ? watermark : Varint.readSigned(in);
        }
        if (tasks < planned) {
            // Tasks that a new generation has brought: time goes on from here.
            statuses = Arrays.copyOf(statuses, planned);
            watermarks = Arrays.copyOf(watermarks, planned);
            Arrays.fill(statuses, tasks, planned, Status.ACTIVE);
            Arrays.fill(watermarks, tasks, planned, watermark);
        }
        settle();
    }

    @Override
    public void startAt(long watermarkMillis) {
        watermark = watermarkMillis;
        Arrays.fill(watermarks, watermarkMillis);
        settle();
    }
}
