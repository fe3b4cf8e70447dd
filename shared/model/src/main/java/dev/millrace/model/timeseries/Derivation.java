package dev.millrace.model.timeseries;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One value that is computed of a result's value and those of the results before it.
 *
 * @param name its field in the result
 * @param function what is computed
 * @param column of which computed value, from 0 in the order of the result
 * @param results over how many results, the result's own included; 1 to 1,000, both inclusive, 1 where there is no such number
 */
public record Derivation(String name, Function function, int column, int results) {

    /** What is computed. */
    public enum Function {
        /** The value less that of the result before. */
        DELTA("delta", 1),
        /** That for each second between the starts of both windows. */
        RATE("rate", 1),
        /** The mean of the latest values. */
        MOVING_AVERAGE("movingAverage", 0),
        /** The sum since the group's first window. */
        CUMULATIVE("cumulative", 1);

        private final String spelling;
        private final int before;

        Function(String spelling, int before) {
            this.spelling = spelling;
            this.before = before;
        }

        /** As users write it. */
        public String spelling() {
            return spelling;
        }

        static List<String> spellings() {
            return Arrays.stream(values()).map(Function::spelling).toList();
        }

        static Optional<Function> of(String spelling) {
            return Arrays.stream(values())
                    .filter(function -> function.spelling.equals(spelling))
                    .findFirst();
        }
    }

    /** How many results before a result's own are needed. */
    public int before() {
        return Math.max(function.before, results - 1);
    }
}
