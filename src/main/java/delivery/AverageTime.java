package delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How long something takes on the average of late. Nothing is taken to be quick at first. */
final class AverageTime {
    /** How much the last one counts in the average. */
    private static final int WEIGHT = 16;

    private final long quick;
    private final AtomicLong average;

    /** @param quick what a quick one takes at most */
    AverageTime(Duration quick) {
        this.quick = quick.toNanos();
        this.average = new AtomicLong(2 * this.quick);
    }

    boolean isQuick() {
        return average.get() <= quick;
    }

    /** How long so many take, one after the other, in nanoseconds. */
    long nanos(int many) {
        return many * average.get();
    }

    /** @param begin when one began that ends now, by {@link System#nanoTime} */
    void end(long begin) {
        long took = System.nanoTime() - begin;
        average.updateAndGet(before -> before + (took - before) / WEIGHT);
    }
}
