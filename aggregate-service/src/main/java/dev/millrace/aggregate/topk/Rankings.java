package dev.millrace.aggregate.topk;

import dev.millrace.engine.state.KeyedState;
import dev.millrace.engine.state.Row;
import dev.millrace.model.json.ByteSink;
import dev.millrace.model.topk.TopKSettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rankings of a task and the rows they are derived from: a head for each group's window and one for each ranked row. One task, its thread. */
final class Rankings {

    private final TopKSettings settings;
    private final Map<Row, Ranking> byHead = new HashMap<>();
    private final ByteSink key = new ByteSink(64);
    private KeyedState state;

    Rankings(TopKSettings settings) {
        this.settings = settings;
    }

    /** Rebuilds what is derived from rows. */
    void open(KeyedState rows) {
        state = rows;
        byHead.clear();
        rows.forEach(row -> {
            if (TopKKey.isHead(row)) {
                track(row);
            }
        });
        rows.forEach(row -> {
            if (!TopKKey.isHead(row)) {
                TopKKey.headOf(row, key);
                Ranking ranking = of(state.find(key.array(), 0, key.length()));
                if (RankedRow.isGone(row)) {
                    ranking.gone(row);
                } else {
                    ranking.restore(row);
                }
            }
        });
    }

    private Ranking track(Row head) {
        Ranking ranking = new Ranking(head, settings.k(), settings.appendOnly());
        byHead.put(head, ranking);
        return ranking;
    }

    /** The ranking of a head. */
    Ranking of(Row head) {
        return byHead.get(head);
    }

    /** The ranking whose head has that key; null when there is none. */
    Ranking find(ByteSink headKey) {
        Row head = state.find(headKey.array(), 0, headKey.length());
        return head == null ? null : of(head);
    }

    /** A new ranking, whose head has that key. */
    Ranking create(ByteSink headKey) {
        return track(state.create(headKey.array(), 0, headKey.length(), RankedRow.HEAD_LENGTH));
    }

    /** A new row of a ranking, which does not have it yet. */
    Row newRow(Ranking ranking, Candidate candidate) {
        Row head = ranking.head();
        long number = RankedRow.nextNumber(head);
        state.touch(head);
        RankedRow.setNextNumber(head, number + 1);
        key.truncate(0);
        key.put(head.bytes(), head.keyOffset(), head.keyOffset() + head.keyLength());
        TopKKey.setRanked(key, number);
        Row row = state.create(key.array(), 0, key.length(), candidate.length());
        candidate.into(row);
        return row;
    }

    /** A row that is gone and was not taken back counts again. */
    void comeBack(Ranking ranking, Row row) {
        state.touch(row);
        RankedRow.setGone(row, false);
        ranking.add(row);
    }

    /** A row counts no more; it is there as long as it is to be taken back. */
    void remove(Ranking ranking, Row row) {
        ranking.remove(row);
        if (RankedRow.isTold(row)) {
            state.touch(row);
            RankedRow.setGone(row, true);
        } else {
            state.remove(row);
        }
    }

    void told(Row row) {
        state.touch(row);
        RankedRow.setTold(row, true);
    }

    void takenBack(Row row) {
        if (RankedRow.isGone(row)) {
            state.remove(row);
        } else {
            state.touch(row);
            RankedRow.setTold(row, false);
        }
    }

    /** Removes a ranking that has nothing to take back, with all its rows. */
    void drop(Ranking ranking) {
        byHead.remove(ranking.head());
        for (Collection<Row> rows : ranking.all()) {
            rows.forEach(state::remove);
        }
        state.remove(ranking.head());
    }

    Collection<Ranking> all() {
        return byHead.values();
    }

    /** The rankings of a group, the earliest window first. */
    List<Ranking> of(byte[] group) {
        return byHead.values().stream()
                .filter(ranking -> Arrays.equals(TopKKey.group(ranking.head()), group))
                .sorted(Comparator.comparingLong(ranking -> TopKKey.window(ranking.head())))
                .toList();
    }
}
