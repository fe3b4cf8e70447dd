package dev.millrace.engine.io.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who gets which partition numbers of a stage's inputs: as evenly as can be, with as few moves as can be. Pure and deterministic.
 *
 * <p>A number that one member still holds is given to no other: its holder sees that it has lost it, ends its work and says so by joining again, and only
 * then the number is given away (incremental cooperative rebalancing, KIP-429). So no two members ever hold one number, whatever the generations are in
 * which they believe to hold it.
 */
final class Share {

    /** Members of one process are far from each other, so that what does not divide evenly goes to different processes. */
    private static final Comparator<String> SPREAD =
            Comparator.comparingInt(Share::workerIndex).thenComparing(Comparator.naturalOrder());

    private final int numbers;
    private final Map<String, TreeSet<Integer>> held;
    private final Map<String, TreeSet<Integer>> given = new LinkedHashMap<>();

    private Share(int numbers, Map<String, Set<Integer>> held) {
        this.numbers = numbers;
        this.held = new TreeMap<>(SPREAD);
        held.forEach((member, its) -> this.held.put(member, new TreeSet<>(its)));
        this.held.values().forEach(its -> its.tailSet(numbers).clear());
    }

    /**
     * Shares out.
     *
     * @param numbers how many there are, from 0
     * @param held what each member says it holds; every member is named, names end with {@code _<worker index>}
     * @return what each member is to have now; numbers that must be let go first are nobody's
     */
    static Map<String, Set<Integer>> of(int numbers, Map<String, Set<Integer>> held) {
        Share share = new Share(numbers, held);
        share.keep();
        share.give();
        share.withhold();
        return new LinkedHashMap<>(share.given);
    }

    /** Each member keeps what it holds, up to its part; those that hold most get the larger parts. */
    private void keep() {
        List<String> members = new ArrayList<>(held.keySet());
        members.sort(Comparator.comparingInt(member -> -held.get(member).size()));
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
            int part = numbers / members.size() + (i < numbers % members.size() ? 1 : 0);
            TreeSet<Integer> its = new TreeSet<>();
            for (int number : held.get(members.get(i))) {
                if (its.size() < part && kept.add(number)) {
                    its.add(number);
                }
            }
            given.put(members.get(i), its);
        }
    }

    /** What nobody kept goes to whoever has least. */
    private void give() {
        TreeSet<Integer> free = new TreeSet<>();
        for (int number = 0; number < numbers; number++) {
            free.add(number);
        }
        given.values().forEach(free::removeAll);
        for (int number : free) {
            held.keySet().stream()
                    .min(Comparator.comparingInt(member -> given.get(member).size()))
                    .ifPresent(member -> given.get(member).add(number));
        }
    }

    private void withhold() {
        Map<Integer, Set<String>> holders = new HashMap<>();
        held.forEach((member, its) -> its.forEach(
                number -> holders.computeIfAbsent(number, n -> new HashSet<>()).add(member)));
        given.forEach((member, its) -> its.removeIf(number -> {
            Set<String> others = holders.getOrDefault(number, Set.of());
            return others.size() > 1 || others.size() == 1 && !others.contains(member);
        }));
    }

    private static int workerIndex(String member) {
        try {
            return Integer.parseInt(member.substring(member.lastIndexOf('_') + 1));
        } catch (NumberFormatException unnumbered) {
            return 0;
        }
    }
}
