package delivery;

import java.time.Duration;

/**
 * The recent pace at which handlers free their slots, and a forecast from it: how many will be free within a time. Not safe for
 * threads by itself; {@link Slots} has the lock.
 */
final class Departures {
    /** With fewer departures there is no forecast. */
    private static final int FEWEST = 16;

    /**
     * A ring of times by {@link System#nanoTime}. It has one entry more than there are slots, so two of its entries are of the
     * same slot. The first and the last are therefore at least one handler's time apart, even if all handlers end together.
     */
    private final long[] times;

    private long count;

    /** @param slots the most handlers at the same time */
    Departures(int slots) {
        times = new long[Math.max(slots + 1, FEWEST)];
    }

    /** A handler has freed its slot now. */
    void add() {
        times[(int) (count++ % times.length)] = System.nanoTime();
    }

    /** How many slots the handlers will free within this time; 0 without a forecast. */
    long within(Duration time) {
        return count < times.length ? 0 : time.toNanos() * times.length / span();
    }

    /** How long the handlers will take to free {@code many} slots; practically endless without a forecast. */
    Duration timeFor(int many) {
        return count < times.length
                ? Duration.ofNanos(Long.MAX_VALUE)
                : Duration.ofNanos(many * span()).dividedBy(times.length);
    }

    /** The time since the oldest departure in the ring. */
    private long span() {
        return Math.max(1, System.nanoTime() - times[(int) (count % times.length)]);
    }
}
