package dev.millrace.system.guarantee;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** No (group, window, pane) is told twice. */
public final class EachPaneOnce implements Guarantee {

    private final List<String> group;

    /** @param group the fields of the group */
    public EachPaneOnce(String... group) {
        this.group = List.of(group);
    }

    @Override
    public void check(Pushed pushed, Told told) {
        Set<List<String>> panes = new HashSet<>();
        for (Told.Result result : told.results()) {
            List<String> pane = new java.util.ArrayList<>();
            group.forEach(field -> pane.add(String.valueOf(result.fields().get(field))));
            pane.add(String.valueOf(result.fields().get("windowStart")));
            pane.add(String.valueOf(result.fields().get("pane")));
            if (!panes.add(pane)) {
                throw new AssertionError(told.stream() + ": told twice: " + result.fields());
            }
        }
    }
}
