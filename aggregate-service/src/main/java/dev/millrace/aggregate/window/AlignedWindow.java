package dev.millrace.aggregate.window;

import dev.millrace.aggregate.row.RowKey;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.WindowSpec;

/**
 * Windows whose borders are known before any event. They are made of pieces, which follow each other without overlapping; a row is a piece, and
 * stands for the window that ends with it. A tumbling window is one piece, and all time there is is one, too.
 */
public final class AlignedWindow implements RowWindow {

    private final TumblingWindows pieces;
    private final TumblingWindows walk;
    private final TumblingWindows whole;
    private final boolean cumulates;
    private final boolean endless;
    private final boolean byCalendar;
    private final long count;
    private final long everyMillis;
    private long start;
    private long end;
    private long needed;
    private long resultTime;
    private long knownPiece;
    private boolean known;

    public AlignedWindow(WindowSpec spec) {
        this.pieces = new TumblingWindows(spec, spec.every());
        this.walk = new TumblingWindows(spec, spec.every());
        this.whole = new TumblingWindows(spec, spec.size());
        this.cumulates = spec.kind() == WindowSpec.Kind.CUMULATE;
        this.endless = spec.kind() == WindowSpec.Kind.GLOBAL;
        this.byCalendar = spec.zone().isPresent();
        this.everyMillis = spec.every().toMillis();
        this.count = endless ? 1 : spec.size().toMillis() / spec.every().toMillis();
    }

    /** Whether an event may belong to more than one window. */
    public boolean overlaps() {
        return count > 1;
    }

    /** Brings the piece of a time into view, and the window that ends with it. */
    public void locate(long timeMillis) {
        pieces.locate(timeMillis);
        if (known && knownPiece == pieces.start()) {
            return;
        }
        known = true;
        knownPiece = pieces.start();
        end = pieces.end();
        start = pieces.start();
        needed = end;
        if (count > 1) {
            spread();
        }
    }

    private void spread() {
        if (cumulates) {
            whole.locate(pieces.start());
            start = whole.start();
            needed = whole.end();
            return;
        }
        if (!byCalendar) {
            start = pieces.end() - count * everyMillis;
            needed = pieces.end() + (count - 1) * everyMillis;
            return;
        }
        walk.locate(pieces.start());
        for (long i = 1; i < count; i++) {
            walk.locate(walk.start() - 1);
        }
        start = walk.start();
        walk.locate(pieces.start());
        for (long i = 1; i < count; i++) {
            walk.locate(walk.end());
        }
        needed = walk.end();
    }

    @Override
    public void of(Row row) {
        locate(RowKey.window(row));
    }

    /** The start of the piece in view. */
    public long piece() {
        return pieces.start();
    }

    /** The start of the last window that the piece in view is in; {@link #needed} is its end. */
    public long lastStart() {
        return cumulates ? start : piece();
    }

    /** Whether a piece is in the window after the one in view, too. */
    public boolean isInNext(long pieceStart) {
        return cumulates ? end < needed : pieceStart > start;
    }

    /** The start of the piece that follows another one. */
    public long after(long pieceStart) {
        walk.locate(pieceStart);
        return walk.end();
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long closes() {
        return end;
    }

    @Override
    public long needed() {
        return needed;
    }

    /** Where nothing ever ends, results have the time of what caused them. */
    public void caused(long timeMillis) {
        resultTime = timeMillis;
    }

    @Override
    public long resultTime() {
        return endless ? resultTime : end - 1;
    }
}
