package dev.millrace.benchmarks.subscribe;

import dev.millrace.benchmarks.load.Histogram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Thousands of connections that read events, on one thread, with one buffer. */
final class Subscribers implements AutoCloseable {

    private static final int CONNECTING = 128;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final InetSocketAddress address;
    private final ByteBuffer request;
    private final int wanted;
    private final SentTimes sent;
    private final Histogram delays = new Histogram();
    private final List<FrameCounter> counters = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final Thread thread;
    private long nowNanos;
    private int opened;
    private int begun;
    private volatile boolean isOver;
    private volatile boolean isReady;
    private volatile long deliveries;
    private volatile long lastNanos;
    private volatile long reads;
    private volatile Throwable failure;

    /** One subscriber: its counter, and whether its answer has begun. */
    private static final class Subscriber {
        final FrameCounter counter = new FrameCounter();
        boolean hasBegun;
    }

    /** Connects to this port of 127.0.0.1; blocks until every answer has begun. */
    Subscribers(int port, String path, int wanted, SentTimes sent) throws IOException {
        this.selector = Selector.open();
        this.address = new InetSocketAddress("127.0.0.1", port);
        this.request = StandardCharsets.US_ASCII.encode(
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: text/event-stream\r\n\r\n");
        this.wanted = wanted;
        this.sent = sent;
        this.thread = new Thread(this::loop, "subscribers");
        thread.setDaemon(true);
        thread.start();
        waitFor(() -> isReady, "answers of all " + wanted + " subscribers to begin");
    }

    /** How many events have come, over all subscribers. */
    long deliveries() {
        return deliveries;
    }

    /** When the last of them came. */
    long lastNanos() {
        return lastNanos;
    }

    /** How many events came with one read, on average: about as many as are written at a time. */
    double eventsPerRead() {
        return (double) deliveries / reads;
    }

    /** From the sending of an event to the end of the read it was in. After {@link #close}. */
    Histogram delays() {
        return delays;
    }

    /**
     * After {@link #close}: that every subscriber had each event once.
     *
     * @throws IllegalStateException when one had not
     */
    void check() {
        long sum = 0;
        for (int i = 0; i < sent.events(); i++) {
            sum += NumberedEvents.mixed(i);
        }
        for (FrameCounter counter : counters) {
            if (!counter.hasEachOnce(sent.events(), sum)) {
                throw new IllegalStateException(
                        "a subscriber had " + counter.count() + " events, and not each of " + sent.events() + " once");
            }
        }
    }

    /** Waits for something that this thread of reading brings about; blocks while there is progress, at most 30 s without. */
    void waitFor(BooleanSupplier condition, String what) {
        long before = -1;
        long since = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            long now = deliveries + begun;
            if (now != before) {
                before = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > 30_000_000_000L) {
                throw new IllegalStateException(
                        "nothing came for 30 s while waiting for " + what + "; " + deliveries + " deliveries so far");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    @Override
    public void close() throws IOException {
        isOver = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void loop() {
        try {
            while (!isOver) {
                while (opened < wanted && opened - begun < CONNECTING) {
                    open();
                }
                selector.select(this::act);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        // Closed by a reset: thousands of connections in TIME_WAIT would use up the ports of the next rounds.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        Subscriber subscriber = new Subscriber();
        counters.add(subscriber.counter);
        channel.register(selector, SelectionKey.OP_CONNECT, subscriber);
        channel.connect(address);
        opened++;
    }

    private void act(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(request.duplicate());
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read(channel, (Subscriber) key.attachment());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SocketChannel channel, Subscriber subscriber) throws IOException {
        buffer.clear();
        int length = channel.read(buffer);
        if (length < 0) {
            throw new IllegalStateException("a subscriber was cut off after " + subscriber.counter.count() + " events");
        }
        buffer.flip();
        buffer.get(bytes, 0, length);
        if (!subscriber.hasBegun) {
            begin(subscriber, length);
        }
        nowNanos = System.nanoTime();
        int events = subscriber.counter.take(bytes, length, this::seen);
        if (events > 0) {
            lastNanos = nowNanos;
            deliveries += events;
            reads++;
        }
    }

    private void begin(Subscriber subscriber, int length) {
        for (int i = 0; i < OK.length; i++) {
            if (length < OK.length || bytes[i] != OK[i]) {
                throw new IllegalStateException("refused: " + new String(bytes, 0, length, StandardCharsets.US_ASCII));
            }
        }
        subscriber.hasBegun = true;
        begun++;
        isReady = begun == wanted;
    }

    private void seen(int number) {
        if (number >= sent.events()) {
            throw new IllegalStateException("event " + number + " was never sent");
        }
        delays.record(nowNanos - sent.nanos(number));
    }
}
