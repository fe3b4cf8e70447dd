package dev.millrace.model.plan;

import java.util.Arrays;
import java.util.List;

/** What a kill may do to a pipeline's results. */
public enum Delivery {
    /** Nothing: outputs, state and input offsets become visible together. */
    EXACTLY_ONCE("exactly-once"),
    /** Repeat some: outputs are visible at once, before state and offsets are kept. */
    AT_LEAST_ONCE("at-least-once"),
    /** Lose some: outputs are sent only after state and offsets are kept. */
    AT_MOST_ONCE("at-most-once");

    private final String word;

    Delivery(String word) {
        this.word = word;
    }

    /** As users write it. */
    public String word() {
        return word;
    }

    /** All words, the default first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Delivery::word).toList();
    }

    /**
     * The delivery a word means.
     *
     * @throws IllegalArgumentException when it means none
     */
    public static Delivery of(String word) {
        return Arrays.stream(values())
                .filter(delivery -> delivery.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no delivery \"" + word + "\""));
    }
}
