package dev.millrace.model.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems while a document is read, so that one answer names them all. One thread. */
public final class Problems {

    /** How many problems one answer lists at most, inclusive. */
    public static final int MAX = 100;

    private final List<Problem> found = new ArrayList<>();

    /** Notes a problem; past {@value #MAX} it is left out. */
    public void add(Problem problem) {
        if (found.size() < MAX) {
            found.add(problem);
        }
    }

    /** Notes a problem with what stands at a node. */
    public void add(Node node, String pointer, String detail, String suggestion) {
        add(new Problem(pointer, node.line(), node.column(), detail, suggestion));
    }

    /** How many there are so far. */
    public int count() {
        return found.size();
    }

    /** All of them in the order of the text. */
    public List<Problem> list() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
