package dev.millrace.aggregate.window;

import dev.millrace.aggregate.row.RowKey;
import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of groups that may have several, numbered from 0 in the place where a row's key has a window's start. Most groups have the one with number
 * 0, which is found by its key; only the others are remembered here, derived from the rows. One task, its thread.
 */
public final class GroupRows {

    private final Map<ByteBuffer, List<Row>> others = new HashMap<>();

    /** Rebuilds what is derived from rows. */
    public void open(KeyedState state) {
        others.clear();
        state.forEach(row -> {
            if (RowKey.isGroups(row)) {
                added(row);
            }
        });
    }

    /** A row was made. */
    public void added(Row row) {
        if (RowKey.window(row) != 0) {
            others.computeIfAbsent(group(row), group -> new ArrayList<>(2)).add(row);
        }
    }

    /** A row has gone. */
    public void removed(Row row) {
        if (RowKey.window(row) != 0) {
            ByteBuffer group = group(row);
            List<Row> rows = others.get(group);
            rows.remove(row);
            if (rows.isEmpty()) {
                others.remove(group);
            }
        }
    }

    private static ByteBuffer group(Row row) {
        int from = row.keyOffset() + RowKey.GROUP_AT;
        return ByteBuffer.wrap(Arrays.copyOfRange(row.bytes(), from, row.keyOffset() + row.keyLength()));
    }

    /**
     * Adds all rows of a group to a list.
     *
     * @param key begun, with the group's bytes; the number in it is 0 afterwards
     */
    public void find(ByteSink key, KeyedState state, List<Row> into) {
        RowKey.setWindow(key, 0);
        Row first = state.find(key.array(), 0, key.length());
        if (first != null) {
            into.add(first);
        }
        if (!others.isEmpty()) {
            into.addAll(others.getOrDefault(
                    ByteBuffer.wrap(key.array(), RowKey.GROUP_AT, key.length() - RowKey.GROUP_AT), List.of()));
        }
    }

    /** Sets the least number that no row of a group has in the key at hand. */
    public void number(ByteSink key, KeyedState state) {
        long number = 0;
        RowKey.setWindow(key, number);
        while (state.find(key.array(), 0, key.length()) != null) {
            RowKey.setWindow(key, ++number);
        }
    }
}
