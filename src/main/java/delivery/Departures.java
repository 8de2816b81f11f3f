package delivery;

import java.time.Duration;

/**
 * When handlers have left their places of late, and how many will leave theirs within a time at that pace. It is not safe for
 * threads; {@link Room} has a lock.
 */
final class Departures {
    /** Fewer say nothing of a pace. */
    private static final int FEWEST = 16;

    /**
     * By {@link System#nanoTime}, all around. There is one more than there are places: so two are of the same place, and a
     * handler's time lies between the first and the last, even of handlers that end together.
     */
    private final long[] times;

    private long count;

    /** @param places how many handlers there are at most beside each other */
    Departures(int places) {
        times = new long[Math.max(places + 1, FEWEST)];
    }

    void add() {
        times[(int) (count++ % times.length)] = System.nanoTime();
    }

    /** How many there will be within this time, if those before say something of it; else none. */
    long within(Duration time) {
        return count < times.length ? 0 : time.toNanos() * times.length / span();
    }

    /** How long it takes until there are so many; as long as those before say nothing of it, for ever. */
    Duration timeFor(int many) {
        return count < times.length
                ? Duration.ofNanos(Long.MAX_VALUE)
                : Duration.ofNanos(many * span()).dividedBy(times.length);
    }

    /** The time since the first of those that are kept. */
    private long span() {
        return Math.max(1, System.nanoTime() - times[(int) (count % times.length)]);
    }
}
