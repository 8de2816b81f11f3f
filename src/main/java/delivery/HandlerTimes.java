package delivery;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the handlers of one route took lately: the last 1,024 runs of the last five minutes. To note a run costs two writes
 * to memory, where a histogram of Micrometer costs several and keeps its figures from being added up over processes.
 */
final class HandlerTimes {
    private static final int MOST = 1024;
    private static final int BITS_OF_TIME = 32;
    private static final long MOST_MICROS = 0xFFFF_FFFFL;
    private static final Duration LATELY = Duration.ofMinutes(5);
    private static final double MICROS_PER_MILLI = 1000;

    /** The second of its end since the beginning, from 1, and in the lower half its microseconds. */
    private final AtomicLongArray runs = new AtomicLongArray(MOST);

    private final AtomicInteger count = new AtomicInteger();
    private final long begin = System.nanoTime();

    /** @param now by {@link System#nanoTime} */
    void add(long nanos, long now) {
        long micros = Math.min(MOST_MICROS, nanos / 1000);
        runs.setOpaque(count.getAndIncrement() & (MOST - 1), second(now) << BITS_OF_TIME | micros);
    }

    /** The times of late, from the shortest to the longest, in milliseconds. */
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
        /** The time that this part of all runs did not exceed, in milliseconds; empty if there was no run. */
        OptionalDouble millis(double part) {
            int place = (int) Math.ceil(part * micros.length) - 1;
            return micros.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(micros[place] / MICROS_PER_MILLI);
        }
    }
}
