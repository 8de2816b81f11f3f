package delivery;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the handlers of one route took: the last 1,024 runs, none older than five minutes. Recording a run costs two writes
 * to memory. A histogram of Micrometer costs several, and its percentiles cannot be combined across processes.
 */
final class HandlerTimes {
    private static final int MOST = 1024;
    private static final int BITS_OF_TIME = 32;
    private static final long MOST_MICROS = 0xFFFF_FFFFL;
    private static final Duration LATELY = Duration.ofMinutes(5);
    private static final double MICROS_PER_MILLI = 1000;

    /** A ring of runs. The upper half of each is the second of its end, counted from 1; the lower half is its microseconds. */
    private final AtomicLongArray runs = new AtomicLongArray(MOST);

    private final AtomicInteger count = new AtomicInteger();
    private final long begin = System.nanoTime();

    /** @param now by {@link System#nanoTime} */
    void add(long nanos, long now) {
        long micros = Math.min(MOST_MICROS, nanos / 1000);
        runs.setOpaque(count.getAndIncrement() & (MOST - 1), second(now) << BITS_OF_TIME | micros);
    }

    /** The recent times, from the shortest to the longest. */
    Sorted sorted(long now) {
        long oldest = second(now) - LATELY.toSeconds();
        long[] micros = new long[MOST];
        int found = 0;
        for (int place = 0; place < MOST; place++) {
            long run = runs.getOpaque(place);
            if (run != 0 && run >>> BITS_OF_TIME >= oldest) {
                micros[found++] = run & MOST_MICROS;
            }
        }
        long[] lately = Arrays.copyOf(micros, found);
        Arrays.sort(lately);
        return new Sorted(lately);
    }

    private long second(long now) {
        return 1 + Duration.ofNanos(now - begin).toSeconds();
    }

    /** Times in microseconds, from the shortest to the longest. */
    record Sorted(long[] micros) {
        /** The time in milliseconds that this share of the runs did not exceed; empty if there was no run. */
        OptionalDouble millis(double part) {
            int place = (int) Math.ceil(part * micros.length) - 1;
            return micros.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(micros[place] / MICROS_PER_MILLI);
        }
    }
}
