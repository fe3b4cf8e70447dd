package dev.millrace.aggregate.accumulator.series;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.accumulator.BigEndian;
import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.model.aggregate.Computation;
import dev.millrace.model.event.Event;
import dev.millrace.model.expression.EvaluationException;
import dev.millrace.model.json.ByteSink;

/**
 * The values of the earliest events as their bytes stand, in event-time order, among equal times as they arrived; missing and null are passed
 * over. At most as many as are asked for and {@value #MOST_BYTES} bytes of a row; an event whose value needs more fails. The cell holds the
 * tail's length, the number of values and the latest one's time; the tail holds for each value its time (8 bytes), its length (4) and itself.
 * One task, its thread.
 */
public final class Collect implements Accumulator, RowCells.Tail {

    static final int MOST_BYTES = 256 << 10;

    private static final int HEAD = Long.BYTES + Integer.BYTES;
    private static final int SIZE = Integer.BYTES;
    private static final int LATEST = 2 * Integer.BYTES;

    private final RowCells cells;
    private final int at;
    private final int tail;
    private final Operand operand;
    private final int most;
    private final ByteSink merged = new ByteSink(256);
    private long timeMillis;

    public Collect(Computation computation, RowCells cells) {
        this.cells = cells;
        this.at = cells.reserve(2 * Integer.BYTES + Long.BYTES);
        this.tail = cells.reserve(this);
        this.operand = new Operand(computation);
        this.most = computation.parameters().count();
    }

    @Override
    public int tailLength() {
        return cells.getInt(at);
    }

    private int size() {
        return cells.getInt(at + SIZE);
    }

    private long latestMillis() {
        return cells.getLong(at + LATEST);
    }

    private void set(int length, int size, long latestMillis) {
        cells.setInt(at, length);
        cells.setInt(at + SIZE, size);
        cells.setLong(at + LATEST, latestMillis);
    }

    @Override
    public void read(Event event, long eventTimeMillis) {
        timeMillis = eventTimeMillis;
        if (operand.locate(event) != Operand.Kind.NONE && HEAD + operand.to() - operand.from() > MOST_BYTES) {
            throw tooLong();
        }
    }

    private EvaluationException tooLong() {
        return operand.refused(operand.call() + " would keep more than " + (MOST_BYTES >> 10)
                + " KiB in one group and window: collect fewer or shorter values");
    }

    @Override
    public void add() {
        boolean isLatest = size() == 0 || timeMillis >= latestMillis();
        if (operand.kind() == Operand.Kind.NONE || isLatest && size() == most) {
            return;
        }
        int own = HEAD + operand.to() - operand.from();
        int length = tailLength();
        int place = isLatest ? length : behind(timeMillis);
        int last = size() == most ? latestFrom() : length;
        if (last + own > MOST_BYTES) {
            throw tooLong();
        }
        int from = cells.resizeTail(tail, Math.max(length, last + own));
        byte[] bytes = cells.bytes();
        System.arraycopy(bytes, from + place, bytes, from + place + own, last - place);
        BigEndian.setLong(bytes, from + place, timeMillis);
        BigEndian.setInt(bytes, from + place + Long.BYTES, own - HEAD);
        System.arraycopy(operand.bytes(), operand.from(), bytes, from + place + HEAD, own - HEAD);
        cells.setInt(at, Math.max(length, last + own));
        cells.resizeTail(tail, last + own);
        cells.setInt(at, last + own);
        int size = size() == most ? most : size() + 1;
        set(last + own, size, isLatest ? timeMillis : timeOf(latestFrom(size)));
    }

    /** Where the first value begins that is later than a time. */
    private int behind(long time) {
        int from = cells.tailFrom(tail);
        int place = 0;
        while (BigEndian.getLong(cells.bytes(), from + place) <= time) {
            place = next(place);
        }
        return place;
    }

    private int latestFrom() {
        return latestFrom(size());
    }

    private int latestFrom(int size) {
        int place = 0;
        for (int i = 1; i < size; i++) {
            place = next(place);
        }
        return place;
    }

    private int next(int place) {
        return place + HEAD + BigEndian.getInt(cells.bytes(), cells.tailFrom(tail) + place + Long.BYTES);
    }

    private long timeOf(int place) {
        return BigEndian.getLong(cells.bytes(), cells.tailFrom(tail) + place);
    }

    @Override
    public void merge(Accumulator source) {
        Collect other = (Collect) source;
        merged.truncate(0);
        int mine = 0;
        int theirs = 0;
        int size = 0;
        long latest = 0;
        while (size < most && (mine < tailLength() || theirs < other.tailLength())) {
            boolean takesMine =
                    theirs == other.tailLength() || mine < tailLength() && timeOf(mine) <= other.timeOf(theirs);
            Collect from = takesMine ? this : other;
            int place = takesMine ? mine : theirs;
            int end = from.next(place);
            int base = from.cells.tailFrom(from.tail);
            latest = from.timeOf(place);
            merged.put(from.cells.bytes(), base + place, base + end);
            mine = takesMine ? end : mine;
            theirs = takesMine ? theirs : end;
            size++;
        }
        if (merged.length() > MOST_BYTES) {
            throw tooLong();
        }
        cells.replaceTail(tail, merged.array(), 0, merged.length());
        set(merged.length(), size, latest);
    }

    @Override
    public void subtract() {
        throw new IllegalStateException("what was not kept cannot come back");
    }

    @Override
    public boolean canTakeBack() {
        return false;
    }

    @Override
    public void write(ByteSink out) {
        out.put('[');
        int from = cells.tailFrom(tail);
        for (int place = 0; place < tailLength(); place = next(place)) {
            out.put(place == 0 ? "" : ",");
            out.put(cells.bytes(), from + place + HEAD, from + next(place));
        }
        out.put(']');
    }
}
