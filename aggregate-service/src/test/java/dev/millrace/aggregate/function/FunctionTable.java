package dev.millrace.aggregate.function;

import dev.millrace.testkit.KeyedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Rows that say what a function makes of some events, run as step of one window and one group. Stateless; any thread. */
final class FunctionTable {

    /**
     * One row.
     *
     * @param values of x, or of x and y with a slash between them, one event after the other, a millisecond apart; {@code -} for a field that is
     *     not there
     * @param function as in the file
     * @param result as JSON
     * @param reason why
     */
    record Row(String values, String function, String result, String reason) {}

    private FunctionTable() {}

    /** A step that computes r. */
    static KeyedTable step(String function) {
        return KeyedTable.of(
                "aggregate:\n  window: {tumbling: 1s}\n  compute:\n    r: '" + function.replace("'", "''") + "'\n");
    }

    /** The result, as a table expects it. */
    static List<String> result(String value) {
        return List.of("insert {\"windowStart\":0,\"windowEnd\":1000,\"r\":" + value + ",\"pane\":0}");
    }

    /** Each row as a table of its own. */
    static Stream<DynamicTest> tests(List<Row> rows) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows) {
            KeyedTable table = step(row.function);
            long time = 0;
            for (String value : row.values.split(" ")) {
                table.in(time++, json(value), row.reason);
            }
            table.watermark(1_000, result(row.result), row.function + " of " + row.values);
            tests.addAll(table.tests().toList());
        }
        return tests.stream();
    }

    private static String json(String values) {
        StringBuilder json = new StringBuilder("{\"z\":0");
        String[] names = {"x", "y"};
        String[] parts = values.split("/");
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].equals("-")) {
                json.append(",\"").append(names[i]).append("\":").append(parts[i]);
            }
        }
        return json.append('}').toString();
    }
}
