package dev.millrace.aggregate.topk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.aggregate.accumulator.Operand;
import dev.millrace.model.event.Event;
import dev.millrace.model.event.EventHeaders;
import dev.millrace.model.event.Op;
import dev.millrace.model.event.Origin;
import dev.millrace.model.expression.Expression;
import dev.millrace.model.expression.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes of numbers sort as the numbers do. */
class NumberOrderTest {

    /** Each is less than the next. */
    private static final List<String> ASCENDING = List.of(
            "-1e6144",
            "-1234567890123456789012345678901234.0",
            "-9223372036854775808",
            "-9223372036854775807",
            "-1000.5",
            "-1000",
            "-999.99",
            "-10",
            "-9",
            "-1",
            "-0.1000000000000000000000000000000001",
            "-0.1",
            "-1e-6144",
            "0",
            "1e-6144",
            "0.01",
            "0.0999",
            "0.1",
            "1",
            "1.000000000000000000000000000000001",
            "1.5",
            "9",
            "10",
            "99",
            "100",
            "101",
            "123456789",
            "9223372036854775806",
            "9223372036854775807",
            "1234567890123456789012345678901234.0",
            "1e6144");

    private static byte[] bytes(String number) {
        Operand operand = new Operand(Expression.compile("n", 1, 1, Scope.OPEN), "order");
        Origin origin = new Origin("in", 0, 0, 0, EventHeaders.NONE);
        operand.locate(
                new Event(("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8), null, 0, Op.INSERT, origin));
        operand.readNumber();
        byte[] bytes = new byte[NumberOrder.LENGTH + 2];
        NumberOrder.write(operand, bytes, 1);
        assertThat(bytes[0]).isZero();
        assertThat(bytes[NumberOrder.LENGTH + 1]).isZero();
        return bytes;
    }

    @Test
    void ascending() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                String one = ASCENDING.get(i);
                String other = ASCENDING.get(j);
                assertThat(Integer.signum(Arrays.compareUnsigned(bytes(one), bytes(other))))
                        .as(one + " and " + other)
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void equal_numbers_have_one_form() {
        for (List<String> equal : List.of(
                List.of("0", "0.0", "-0", "0e5", "0.0000000000000000000000"),
                List.of("1", "1.0", "10e-1", "0.1e1", "1.00000000000000000000000"),
                List.of("-120", "-120.0", "-1.2e2", "-12e1"),
                List.of("100000", "1e5", "100000.000"))) {
            for (String number : equal) {
                assertThat(bytes(number)).as(number).isEqualTo(bytes(equal.get(0)));
            }
        }
    }

    @Test
    void times() {
        byte[] before = new byte[8];
        byte[] after = new byte[8];
        for (long time : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE - 1}) {
            NumberOrder.writeTime(time, before, 0);
            NumberOrder.writeTime(time + 1, after, 0);
            assertThat(Arrays.compareUnsigned(before, after)).as("%d", time).isNegative();
            assertThat(NumberOrder.readTime(before, 0)).isEqualTo(time);
        }
    }
}
