package dev.millrace.gateway.push;

import dev.millrace.platform.push.PushLoad;
import dev.millrace.platform.push.PushProtocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** The ingest verticles a gateway has heard of lately. Thread-safe. */
final class IngestDirectory {

    private final Vertx vertx;
    private final Map<String, IngestAddress> known = new ConcurrentHashMap<>();
    private final MessageConsumer<Buffer> loads;
    private final long timer;

    IngestDirectory(Vertx vertx) {
        this.vertx = vertx;
        loads = vertx.eventBus().consumer(PushProtocol.LOADS, message -> heard(PushLoad.decode(message.body())));
        timer = vertx.setPeriodic(PushProtocol.ANNOUNCE_MILLIS, tick -> forgetSilent());
        loads.completion().onSuccess(nothing -> ask());
    }

    /** Makes every ingest verticle announce itself; its announcement comes some milliseconds later. */
    void ask() {
        vertx.eventBus().publish(PushProtocol.ASK, null);
    }

    /** The less loaded of two taken at random, of those that answer; the one given is not taken. */
    Optional<IngestAddress> choose(IngestAddress except) {
        List<IngestAddress> usable = new ArrayList<>(known.size());
        for (IngestAddress address : known.values()) {
            if (address != except && !address.isOpen()) {
                usable.add(address);
            }
        }
        if (usable.size() < 2) {
            return usable.stream().findFirst();
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(usable.size());
        int second = random.nextInt(usable.size() - 1);
        IngestAddress one = usable.get(first);
        IngestAddress other = usable.get(second < first ? second : second + 1);
        return Optional.of(one.queuedBytes() <= other.queuedBytes() ? one : other);
    }

    private void heard(PushLoad load) {
        if (load.isGone()) {
            forget(load.address());
        } else {
            known.computeIfAbsent(load.address(), address -> new IngestAddress(vertx, address))
                    .heard(load.queuedBytes(), System.nanoTime());
        }
    }

    private void forgetSilent() {
        long now = System.nanoTime();
        for (IngestAddress address : known.values()) {
            if (address.isSilent(now)) {
                forget(address.address());
            }
        }
    }

    private void forget(String address) {
        IngestAddress gone = known.remove(address);
        if (gone != null) {
            gone.close();
        }
    }

    Future<Void> stop() {
        vertx.cancelTimer(timer);
        List.copyOf(known.keySet()).forEach(this::forget);
        return loads.unregister();
    }
}
