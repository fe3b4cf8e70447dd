package dev.millrace.gateway.subscribe;

import dev.millrace.platform.Settings;

/**
 * Settings {@code subscribe.*}.
 *
 * @param max the most subscribers of this process, inclusive
 * @param heartbeatMillis between two heartbeats
 * @param lifetimeMinutes about how long a connection lives, give or take a fifth; 0 = for ever
 * @param lingerMillis how long a stream's live reader outlives its last subscriber
 * @param writeDeadlineMillis how long a client may take none of what waits for it
 * @param ringBytes about how much memory a stream's newest events may take
 * @param ringRows how many of them at most
 * @param catchUpThreads how many subscribers read from Kafka themselves at a time; the others wait their turn
 */
record SubscribeSettings(
        int max,
        long heartbeatMillis,
        int lifetimeMinutes,
        long lingerMillis,
        long writeDeadlineMillis,
        long ringBytes,
        int ringRows,
        int catchUpThreads) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException with a sentence when one is not a whole number in its range
     */
    static SubscribeSettings of(Settings settings) {
        return new SubscribeSettings(
                atLeast(1, settings, "subscribe.max", 10_000),
                atLeast(1, settings, "subscribe.heartbeat.ms", 15_000),
                atLeast(0, settings, "subscribe.lifetime.minutes", 60),
                atLeast(0, settings, "subscribe.linger.ms", 30_000),
                atLeast(1, settings, "subscribe.write.deadline.ms", 30_000),
                atLeast(1, settings, "subscribe.ring.bytes", 4 << 20),
                atLeast(1, settings, "subscribe.ring.events", 32_768),
                atLeast(1, settings, "subscribe.catchup.threads", 8));
    }

    private static int atLeast(int least, Settings settings, String name, int otherwise) {
        int value = settings.getInt(name, otherwise);
        if (value < least) {
            throw new IllegalArgumentException("setting " + name + " must be " + least + " or more, not " + value);
        }
        return value;
    }
}
