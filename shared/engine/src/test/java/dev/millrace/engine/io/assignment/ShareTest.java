package dev.millrace.engine.io.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One round of sharing out, as rows; and rounds until nothing moves any more, for many groups. */
class ShareTest {

    /** Members and what they hold or get: {@code a_0=0 1 2; b_0=}. */
    private static Map<String, Set<Integer>> members(String text) {
        Map<String, Set<Integer>> members = new TreeMap<>();
        for (String member : text.split(";")) {
            String[] parts = member.trim().split("=", 2);
            members.put(
                    parts[0],
                    parts[1].isBlank()
                            ? Set.of()
                            : List.of(parts[1].trim().split(" ")).stream()
                                    .map(Integer::valueOf)
                                    .collect(Collectors.toSet()));
        }
        return members;
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "4, a_0=, a_0=0 1 2 3, the only member gets all",
                "4, a_0=; b_0=, a_0=0 2; b_0=1 3, two new members get half each",
                "5, a_0=; b_0=, a_0=0 2 4; b_0=1 3, one of them gets the odd one",
                "4, a_0=0 1 2 3; b_0=, a_0=0 1; b_0=, what the first is to lose is nobody's until it has let go",
                "4, a_0=0 1; b_0=, a_0=0 1; b_0=2 3, now it has let go",
                "4, a_0=0 1; b_0=2 3, a_0=0 1; b_0=2 3, nothing moves where nothing must",
                "4, a_0=1 3; b_0=0 2, a_0=1 3; b_0=0 2, which numbers they are does not matter",
                "4, a_0=0 1, a_0=0 1 2 3, the other has left: what it held is free",
                "5, a_0=0 1; b_0=2 3 4, a_0=0 1; b_0=2 3 4, who holds the odd one keeps it",
                "2, a_0=0 1; b_0=; c_0=, a_0=0; b_0=; c_0=, more members than numbers: one gives one up",
                "2, a_0=0; b_0=; c_0=, a_0=0; b_0=1; c_0=, and one member has nothing",
                "4, a_0=0 1 2 3; b_0=2 3, a_0=0 1; b_0=, two say they hold 2 and 3: neither has them until both have let go",
                "2, a_0=0 1; b_0=1, a_0=0; b_0=, a doubtful number is withheld from its rightful holder too",
                "2, a_0=0 7; b_0=1, a_0=0; b_0=1, a number there is no more is forgotten",
                "2, a_0=; a_1=; b_0=, a_0=0; a_1=; b_0=1, different processes come before more workers of one",
                "6, a_0=0 1 2; b_0=3 4 5; c_0=, a_0=0 1; b_0=3 4; c_0=, a third one joins: each gives up one",
                "6, a_0=0 1; b_0=3 4; c_0=, a_0=0 1; b_0=3 4; c_0=2 5, and it gets those",
                "0, a_0=; b_0=, a_0=; b_0=, there is nothing to share",
            })
    void oneRound(int numbers, String held, String given, String reason) {
        assertThat(new TreeMap<>(Share.of(numbers, members(held)))).as(reason).isEqualTo(new TreeMap<>(members(given)));
    }

    /** Members join, leave, forget and misremember at random; then everybody answers until nothing moves. */
    @Test
    void soonEverythingIsSharedOutEvenlyAndNeverTwice() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int numbers = random.nextInt(20);
            Map<String, Set<Integer>> held = new HashMap<>();
            for (int change = 0; change < 10; change++) {
                change(held, numbers, random);
                for (int round = random.nextInt(3); round >= 0; round--) {
                    held = next(numbers, held, seed);
                }
            }
            Map<String, Set<Integer>> before;
            int rounds = 0;
            do {
                before = held;
                held = next(numbers, held, seed);
                assertThat(++rounds).as("seed %d settles", seed).isLessThan(5);
            } while (!held.equals(before));
            TreeSet<Integer> sizes = new TreeSet<>();
            Set<Integer> all = new HashSet<>();
            held.values().forEach(its -> {
                sizes.add(its.size());
                all.addAll(its);
            });
            assertThat(all).as("seed %d, nothing is left over", seed).hasSize(numbers);
            assertThat(sizes.last() - sizes.first())
                    .as("seed %d, evenly: %s", seed, held)
                    .isLessThan(2);
        }
    }

    private static void change(Map<String, Set<Integer>> held, int numbers, Random random) {
        String member = "m" + random.nextInt(5) + "_" + random.nextInt(2);
        switch (random.nextInt(4)) {
            case 0 -> held.remove(member);
            case 1 -> held.put(member, Set.of());
            case 2 ->
                held.computeIfPresent(
                        member,
                        (name, its) -> its.stream()
                                .filter(number -> random.nextBoolean())
                                .collect(Collectors.toSet()));
            default -> {
                if (held.containsKey(member) && numbers > 0) {
                    Set<Integer> misremembered = new HashSet<>(held.get(member));
                    misremembered.add(random.nextInt(numbers));
                    held.put(member, misremembered);
                }
            }
        }
        if (held.isEmpty()) {
            held.put("m0_0", Set.of());
        }
    }

    /** A round, and what must be true of each: nothing is given to two, nor to one while another holds it, and nothing moves without need. */
    private static Map<String, Set<Integer>> next(int numbers, Map<String, Set<Integer>> held, long seed) {
        Map<String, Set<Integer>> given = Share.of(numbers, held);
        assertThat(given.keySet()).isEqualTo(held.keySet());
        Set<Integer> seen = new HashSet<>();
        given.forEach((member, its) -> its.forEach(number -> {
            assertThat(seen.add(number))
                    .as("seed %d, %d is given twice", seed, number)
                    .isTrue();
            held.forEach((other, theirs) -> assertThat(!other.equals(member) && theirs.contains(number))
                    .as("seed %d, %d is given to %s while %s holds it", seed, number, member, other)
                    .isFalse());
        }));
        int least = held.isEmpty() ? 0 : numbers / held.size();
        given.forEach((member, its) -> {
            long lost = held.get(member).stream()
                    .filter(number -> number < numbers && !its.contains(number))
                    .count();
            long doubtful = held.get(member).stream()
                    .filter(number -> held.values().stream()
                                    .filter(theirs -> theirs.contains(number))
                                    .count()
                            > 1)
                    .count();
            assertThat(lost)
                    .as("seed %d, %s loses no more than it must: %s of %s", seed, member, its, held)
                    .isLessThanOrEqualTo(Math.max(0, held.get(member).size() - least) + doubtful);
        });
        return new HashMap<>(given);
    }
}
