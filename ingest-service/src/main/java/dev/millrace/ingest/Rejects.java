package dev.millrace.ingest;

import dev.millrace.platform.push.PushOutcome;
import dev.millrace.platform.push.PushProtocol;
import java.util.ArrayList;
import java.util.List;

/** The invalid events of one message: all counted, the first ones listed. One thread. */
final class Rejects {

    private List<PushOutcome.Reject> listed = List.of();
    private int count;

    void add(int index, String detail) {
        if (count == 0) {
            listed = new ArrayList<>();
        }
        if (count++ < PushProtocol.LISTED_REJECTS) {
            listed.add(new PushOutcome.Reject(index, detail));
        }
    }

    int count() {
        return count;
    }

    List<PushOutcome.Reject> listed() {
        return listed;
    }
}
