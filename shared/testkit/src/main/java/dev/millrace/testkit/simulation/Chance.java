package dev.millrace.testkit.simulation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All that is left to chance in one simulation, from one seed, and a count of what went wrong. One thread. */
public final class Chance {

    private static final double[] RATES = {0, 0.0005, 0.003, 0.015};

    private final Random random;
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final double crashRate;
    private final double failureRate;
    private final double silenceRate;
    private final double slowRate;
    private boolean calm;

    public Chance(long seed) {
        // Neighbouring seeds give alike beginnings without this.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ 0x5DEECE66DL);
        this.crashRate = RATES[random.nextInt(RATES.length)];
        this.failureRate = RATES[random.nextInt(RATES.length)];
        this.silenceRate = RATES[random.nextInt(RATES.length)];
        this.slowRate = random.nextInt(3) * 0.05;
    }

    /** From here on nothing goes wrong any more. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    boolean crashes() {
        return !calm && random.nextDouble() < crashRate;
    }

    boolean fails() {
        return !calm && random.nextDouble() < failureRate;
    }

    boolean fallsSilent() {
        return !calm && random.nextDouble() < silenceRate;
    }

    /** Whether something that is quick as a rule takes long. */
    boolean isSlow() {
        return random.nextDouble() < slowRate;
    }

    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** At least 0, below the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both bounds inclusive. */
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    void shuffle(List<?> list) {
        java.util.Collections.shuffle(list, random);
    }

    void count(Fault fault) {
        counts.merge(fault, 1, Integer::sum);
    }

    /** How often what happened. */
    public Map<Fault, Integer> counts() {
        return counts;
    }
}
