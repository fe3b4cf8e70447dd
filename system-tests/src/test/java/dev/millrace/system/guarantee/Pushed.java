package dev.millrace.system.guarantee;

import java.util.Set;

/**
 * The numbers a client pushed, each once.
 *
 * @param acknowledged those of pushes that were answered with 200
 * @param below all that were ever pushed are less than this
 */
public record Pushed(Set<Integer> acknowledged, int below) {}
