package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.push.PushRequest;
import org.junit.jupiter.api.Test;

class PushOrderTest {

    private final PushOrder order = new PushOrder();

    @Test
    void messagesAreTakenInOrderOnly() {
        assertThat(order.takes(message("a", 0))).as("the first").isTrue();
        assertThat(order.takes(message("b", 0))).as("of another push").isTrue();
        assertThat(order.takes(message("a", 1))).as("the next").isTrue();
        assertThat(order.takes(message("a", 3))).as("one is missing").isFalse();
        assertThat(order.takes(message("a", 2))).as("too late").isFalse();
        assertThat(order.takes(message("b", 1))).as("the other push goes on").isTrue();
        assertThat(order.takes(message("c", 1))).as("never begun").isFalse();
    }

    @Test
    void afterAFailureNothingOfThePushIsTakenOrWritten() {
        PushRequest next = message("a", 1);
        order.takes(message("a", 0));
        order.takes(next);
        assertThat(order.isBroken(next)).isFalse();
        order.breakOff(message("a", 0));
        assertThat(order.isBroken(next)).isTrue();
        assertThat(order.takes(message("a", 2))).isFalse();
    }

    private static PushRequest message(String push, int sequence) {
        return new PushRequest("s", "id", PushRequest.Kind.LINES, false, "here", push, sequence, false);
    }
}
