package dev.millrace.aggregate.pane;

import dev.millrace.aggregate.row.RowKey;
import dev.millrace.engine.state.Row;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The rows of one group by the time in their key, each node with what all rows at and below it come to, so that any stretch of time is brought
 * together in steps logarithmic in the rows. A treap (Seidel, Aragon: Randomized Search Trees, Algorithmica 16, 1996) whose priorities are hashes
 * of the times, so that its form depends on the rows alone. Derived from them. One task, its thread.
 */
final class TimeTree {

    /** Computes with rows. */
    interface Sums {
        /** What three rows come to, each of which may be null; null where that cannot be held. The first is used for it where it fits. */
        Row sum(Row reuse, Row first, Row second, Row third);

        /** Takes a row into the result. */
        void take(Row row);
    }

    private static final class Node {
        private final long time;
        private final long priority;
        private final Row row;
        private Node left;
        private Node right;
        /** Of this node and all below; null where that cannot be held. */
        private Row sum;

        private Row room;

        Node(long time, Row row) {
            this.time = time;
            this.row = row;
            this.priority = mix(time);
        }
    }

    private final Sums sums;
    private Node root;

    TimeTree(Sums sums) {
        this.sums = sums;
    }

    private static long mix(long time) {
        long hash = time * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        return hash ^ hash >>> 29;
    }

    boolean isEmpty() {
        return root == null;
    }

    /** Adds a row whose time is not there yet. */
    void add(Row row) {
        root = add(root, new Node(RowKey.window(row), row));
    }

    private Node add(Node at, Node added) {
        if (at == null) {
            return renewed(added);
        } else if (added.priority > at.priority) {
            Node[] parts = {null, null};
            split(at, added.time, parts);
            added.left = parts[0];
            added.right = parts[1];
            return renewed(added);
        } else if (added.time < at.time) {
            at.left = add(at.left, added);
        } else {
            at.right = add(at.right, added);
        }
        return renewed(at);
    }

    private void split(Node at, long time, Node[] parts) {
        if (at == null) {
            parts[0] = null;
            parts[1] = null;
        } else if (at.time < time) {
            split(at.right, time, parts);
            at.right = parts[0];
            parts[0] = renewed(at);
        } else {
            split(at.left, time, parts);
            at.left = parts[1];
            parts[1] = renewed(at);
        }
    }

    /** Removes the row of a time that is there. */
    void remove(long time) {
        root = remove(root, time);
    }

    private Node remove(Node at, long time) {
        if (time == at.time) {
            return joined(at.left, at.right);
        } else if (time < at.time) {
            at.left = remove(at.left, time);
        } else {
            at.right = remove(at.right, time);
        }
        return renewed(at);
    }

    private Node joined(Node left, Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        } else if (left.priority > right.priority) {
            left.right = joined(left.right, right);
            return renewed(left);
        }
        right.left = joined(left, right.left);
        return renewed(right);
    }

    /** The row of a time that is there was changed. */
    void changed(long time) {
        changed(root, time);
    }

    private void changed(Node at, long time) {
        if (time < at.time) {
            changed(at.left, time);
        } else if (time > at.time) {
            changed(at.right, time);
        }
        renewed(at);
    }

    private Node renewed(Node node) {
        boolean held = (node.left == null || node.left.sum != null) && (node.right == null || node.right.sum != null);
        if (node.left == null && node.right == null) {
            node.sum = node.row;
        } else if (held) {
            node.sum = sums.sum(
                    node.room,
                    node.left == null ? null : node.left.sum,
                    node.row,
                    node.right == null ? null : node.right.sum);
            node.room = node.sum == null ? node.room : node.sum;
        } else {
            node.sum = null;
        }
        return node;
    }

    /** Takes all rows from one time to another, both inclusive, into the result. */
    void take(long from, long to) {
        take(root, from, to, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Of the rows at and below a node, which are known to lie between two times, both inclusive. */
    private void take(Node at, long from, long to, long least, long greatest) {
        if (at == null || to < least || greatest < from) {
            return;
        } else if (from <= least && greatest <= to && at.sum != null) {
            sums.take(at.sum);
            return;
        }
        if (at.time > from) {
            take(at.left, from, to, least, at.time - 1);
        }
        if (at.time >= from && at.time <= to) {
            sums.take(at.row);
        }
        if (at.time < to) {
            take(at.right, from, to, at.time + 1, greatest);
        }
    }

    /** Tells all rows from one time to another, both inclusive, the earliest first; the action must neither add nor remove any. */
    void forEach(long from, long to, Consumer<Row> action) {
        forEach(root, from, to, action);
    }

    private void forEach(Node at, long from, long to, Consumer<Row> action) {
        if (at == null) {
            return;
        }
        if (at.time > from) {
            forEach(at.left, from, to, action);
        }
        if (at.time >= from && at.time <= to) {
            action.accept(at.row);
        }
        if (at.time < to) {
            forEach(at.right, from, to, action);
        }
    }

    /** Tells all times, the earliest first. */
    void forEachTime(LongConsumer action) {
        forEach(Long.MIN_VALUE, Long.MAX_VALUE, row -> action.accept(RowKey.window(row)));
    }
}
