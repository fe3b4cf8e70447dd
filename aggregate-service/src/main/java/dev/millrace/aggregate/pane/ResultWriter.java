package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.accumulator.Accumulator;
import dev.millrace.aggregate.row.RowCells;
import dev.millrace.aggregate.row.RowKey;
import dev.millrace.aggregate.window.RowWindow;
import dev.millrace.engine.state.Row;
import dev.millrace.model.aggregate.AggregateSettings;
import dev.millrace.model.event.EventTime;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.json.JsonScan;
import dev.millrace.model.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the result a row stands for: group fields, window, computed values, pane. One task, its thread. */
public final class ResultWriter {

    private final RowCells cells;
    private final List<Accumulator> accumulators;
    private final RowWindow window;
    private final boolean borders;
    private final EventTime time;
    private final byte[][] names;
    private final int groups;
    private final ByteSink out = new ByteSink(256);
    private long writtenStart;
    private long writtenEnd = Long.MIN_VALUE;
    private byte[] start;
    private byte[] end;

    /** @param time how times are written; null for epoch milliseconds */
    public ResultWriter(
            AggregateSettings settings,
            RowCells cells,
            List<Accumulator> accumulators,
            RowWindow window,
            EventTime time) {
        this.cells = cells;
        this.accumulators = accumulators;
        this.window = window;
        this.borders = settings.window().hasBorders();
        this.time = time;
        this.groups = settings.by().size();
        List<String> fields = settings.resultFields();
        this.names = new byte[fields.size()][];
        for (int i = 0; i < names.length; i++) {
            ByteSink name = new ByteSink(32).put(i == 0 ? '{' : ',');
            JsonText.write(fields.get(i), name);
            names[i] = name.put(':').toBytes();
        }
    }

    /** The JSON of the row and the window in view. */
    public byte[] write(int pane) {
        out.truncate(0);
        int field = writeGroups(cells.row());
        if (borders) {
            locateTexts();
            out.put(names[field++]).put(start);
            out.put(names[field++]).put(end);
        }
        for (Accumulator accumulator : accumulators) {
            out.put(names[field++]);
            accumulator.write(out);
        }
        out.put(names[field]).putNumber(pane).put('}');
        return out.toBytes();
    }

    /** Group and window alone, where the values cannot be told. */
    byte[] frame() {
        out.truncate(0);
        int field = writeGroups(cells.row());
        if (borders) {
            locateTexts();
            out.put(names[field++]).put(start);
            out.put(names[field]).put(end);
        }
        return out.length() == 0 ? new byte[] {'{', '}'} : out.put('}').toBytes();
    }

    private int writeGroups(Row row) {
        byte[] bytes = row.bytes();
        int at = row.keyOffset() + RowKey.GROUP_AT;
        int to = row.keyOffset() + row.keyLength();
        for (int i = 0; i < groups; i++) {
            int end = JsonScan.skipValue(bytes, at, to);
            out.put(names[i]).put(bytes, at, end);
            at = end + 1;
        }
        return groups;
    }

    /** Many groups tell of one window, so its times are written once. */
    private void locateTexts() {
        if (writtenStart != window.start() || writtenEnd != window.end()) {
            writtenStart = window.start();
            writtenEnd = window.end();
            start = text(writtenStart);
            end = text(writtenEnd);
        }
    }

    private byte[] text(long millis) {
        return time != null ? time.write(millis) : Long.toString(millis).getBytes(StandardCharsets.US_ASCII);
    }
}
