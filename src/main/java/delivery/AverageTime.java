package delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A moving average of how long something takes. Until it is measured, it counts as not quick. */
final class AverageTime {
    /** The newest time counts for one part in this many. */
    private static final int WEIGHT = 16;

    private final long quick;
    private final AtomicLong average;

    /** @param quick the longest average that counts as quick */
    AverageTime(Duration quick) {
        this.quick = quick.toNanos();
        this.average = new AtomicLong(2 * this.quick);
    }

    boolean isQuick() {
        return average.get() <= quick;
    }

    /** The expected time of {@code many} in a row, in nanoseconds. */
    long nanos(int many) {
        return many * average.get();
    }

    /** @param begin the start of what ends now, by {@link System#nanoTime} */
    void end(long begin) {
        long took = System.nanoTime() - begin;
        average.updateAndGet(before -> before + (took - before) / WEIGHT);
    }
}
