package dev.millrace.benchmarks.compare;

import dev.millrace.broker.BrokerOptions;
import dev.millrace.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker alone in its process: {@code main(folder, port)}. */
public final class BrokerProcess {

    private BrokerProcess() {}

    /** Blocks for ever. */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerOptions.in(Path.of(args[0])).withPort(Integer.parseInt(args[1])));
        System.out.println("broker at " + broker.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
