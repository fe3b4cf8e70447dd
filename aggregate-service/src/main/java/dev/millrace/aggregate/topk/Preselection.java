package dev.millrace.aggregate.topk;

import dev.millrace.aggregate.combine.Punctuality;
import dev.millrace.aggregate.group.GroupKey;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.AlignedWindow;
import dev.millrace.engine.operator.DropReason;
import dev.millrace.engine.operator.Failure;
import dev.millrace.engine.operator.RekeyContext;
import dev.millrace.engine.operator.Rekeyer;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.Op;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.topk.TopKSettings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Passes on, in front of a repartition topic, only rows that are among the best k which this task has seen of their group and window in this commit:
 * a row with k better ones in front of it would change nothing behind the topic. Only rows that cannot be late there are held against each other; each
 * other event goes as it is, so that it meets there what it would have met. One task, its thread.
 */
final class Preselection implements Rekeyer {

    private final int k;
    private final GroupKey groups;
    private final AlignedWindow windows;
    private final Punctuality punctuality;
    private final Candidate candidate;
    private final ByteSink key = new ByteSink(64);
    /** What has passed of each group and window, the worst first. */
    private final Map<ByteBuffer, PriorityQueue<byte[]>> passed = new HashMap<>();

    private int kept;

    Preselection(TopKSettings settings) {
        this.k = settings.k();
        this.groups = new GroupKey(settings.by());
        this.windows = new AlignedWindow(settings.window());
        this.punctuality = new Punctuality(settings.window(), settings.late().within());
        this.candidate = new Candidate(settings);
    }

    /** Whether results stay the same: not where a row may be taken back, for which one behind it moves up, nor where arrival tells the window. */
    static boolean suits(TopKSettings settings) {
        return settings.appendOnly() && !settings.byClock();
    }

    @Override
    public void onEvent(Event event, RekeyContext context) {
        RowKey.begin(key);
        try {
            groups.append(event, key);
        } catch (EvaluationException failure) {
            context.deadLetter(new Failure(failure.getMessage(), failure.line(), failure.column()));
            return;
        }
        windows.locate(event.timeMillis());
        RowKey.setWindow(key, windows.piece());
        if (event.op() == Op.INSERT && punctuality.isOnTime(windows, context) && isOutranked(event)) {
            context.drop(DropReason.OUTRANKED);
        } else {
            context.emit(event.withKey(Arrays.copyOfRange(key.array(), RowKey.GROUP_AT, key.length())));
        }
    }

    /** Whether k better rows have passed; one that has no rank is left to the step behind the topic. */
    private boolean isOutranked(Event event) {
        try {
            candidate.read(event);
        } catch (EvaluationException noRank) {
            return false;
        }
        PriorityQueue<byte[]> best = passed.get(ByteBuffer.wrap(key.array(), 0, key.length()));
        byte[] rank = candidate.rank();
        if (best == null) {
            best = new PriorityQueue<>((one, other) -> Arrays.compareUnsigned(other, one));
            passed.put(ByteBuffer.wrap(key.toBytes()), best);
        } else if (best.size() == k) {
            if (Arrays.compareUnsigned(rank, best.element()) >= 0) {
                return true;
            }
            best.remove();
            kept--;
        }
        best.add(rank);
        kept++;
        return false;
    }

    @Override
    public void flush(RekeyContext context) {
        forget();
    }

    @Override
    public void forget() {
        passed.clear();
        kept = 0;
    }

    @Override
    public int kept() {
        return kept;
    }
}
