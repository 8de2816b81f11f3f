package delivery;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How badly AWS is doing as this consumer sees it: calls that failed in a row. While there is strain, the consumer pauses
 * before each further step, for longer each time, and takes one message at a time.
 */
final class Strain {
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch stop = new CountDownLatch(1);

    void grown() {
        failures.incrementAndGet();
    }

    void relieved() {
        failures.set(0);
    }

    boolean isFelt() {
        return failures.get() > 0;
    }

    /** Pauses for as long as the strain asks; not at all without strain. False if the consumer is to stop. */
    boolean pause() {
        int inARow = failures.get();
        try {
            return inARow == 0
                    ? stop.getCount() > 0
                    : !stop.await(
                            PAUSE.after(inARow, ThreadLocalRandom.current()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends every pause, now and from now on. */
    void stop() {
        stop.countDown();
    }
}
