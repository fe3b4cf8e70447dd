package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two readings of the coordinator's log say together: the state of the last record of one producer in each. */
class TransactionEndsTest {

    private static final long PRODUCER = 7;

    private static TransactionEnds ends(String text) {
        TransactionEnds ends = new TransactionEnds();
        for (String record : text.split(" ")) {
            if (!record.equals("nothing")) {
                String[] parts = record.split(":");
                TransactionLogValue value = new TransactionLogValue()
                        .setProducerId(PRODUCER)
                        .setProducerEpoch(Short.parseShort(parts[1]))
                        .setTransactionStatus(TransactionState.valueOf(parts[0]).id());
                ends.add(MessageUtil.toVersionPrefixedByteBuffer((short) 1, value), 3);
            }
        }
        return ends;
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "COMPLETE_COMMIT:4, COMPLETE_COMMIT:4, true, false, nobody is at work: what is open there was forgotten",
        "COMPLETE_ABORT:4, COMPLETE_ABORT:4, true, false, the same after an abort",
        "ONGOING:4, ONGOING:4, false, false, its producer is to end it",
        "PREPARE_COMMIT:4, PREPARE_COMMIT:4, false, true, the partitions are being told",
        "PREPARE_COMMIT:4, PREPARE_COMMIT:4 COMPLETE_COMMIT:4, false, true, they have been told meanwhile",
        "COMPLETE_COMMIT:4, COMPLETE_COMMIT:4 ONGOING:5, false, true, its producer lives and has begun another one",
        "COMPLETE_COMMIT:4, COMPLETE_COMMIT:4 ONGOING:5 PREPARE_COMMIT:5 COMPLETE_COMMIT:5, false, true, and has ended it",
        "nothing, COMPLETE_COMMIT:4, false, true, it is new",
    })
    void onlyWhatStaysOverIsOver(String before, String after, boolean over, boolean beingTold, String reason) {
        TransactionEnds.End end = ends(after).unchangedSince(ends(before)).of(PRODUCER);
        assertThat(end.isOver()).as(reason).isEqualTo(over);
        assertThat(end.isBeingTold()).as(reason).isEqualTo(beingTold);
    }
}
