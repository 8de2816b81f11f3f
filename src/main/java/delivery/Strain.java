package delivery;

import failure.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls of a consumer to AWS have failed in a row. While there is strain, the consumer pauses before each step, longer
 * each time, and receives one message at a time.
 */
final class Strain {
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private final AtomicInteger failures = new AtomicInteger();
    private volatile Throwable last;
    private volatile Instant since;
    private final CountDownLatch stop = new CountDownLatch(1);

    void grown(Throwable failure) {
        last = failure;
        if (failures.getAndIncrement() == 0) {
            since = Instant.now();
        }
    }

    void relieved() {
        failures.set(0);
    }

    boolean isFelt() {
        return failures() > 0;
    }

    /** How many calls failed since the last one that succeeded. */
    int failures() {
        return failures.get();
    }

    /** When the first of the failed calls failed; empty without strain. */
    Optional<Instant> since() {
        return isFelt() ? Optional.ofNullable(since) : Optional.empty();
    }

    /** The failure of the last failed call; {@code null} if no call has failed yet. */
    Throwable last() {
        return last;
    }

    /** Pauses by a backoff over the failed calls; does not pause without strain. Returns false if the consumer is to stop. */
    boolean pause() {
        return pause(PAUSE.most());
    }

    /** The same, but no pause is longer than {@code limit}. */
    boolean pause(Duration limit) {
        int inARow = failures();
        try {
            return inARow == 0
                    ? stop.getCount() > 0
                    : !stop.await(
                            new Backoff(PAUSE.least(), limit)
                                    .after(inARow, ThreadLocalRandom.current())
                                    .toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Pauses for this time, with or without strain. Returns false if the consumer is to stop. */
    boolean rest(Duration pause) {
        try {
            return !stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the current pause and every later one. */
    void stop() {
        stop.countDown();
    }
}
