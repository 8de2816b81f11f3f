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
 * How badly AWS is doing as this consumer sees it: calls that failed in a row. While there is strain, the consumer pauses
 * before each further step, for longer each time, and takes one message at a time.
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

    /** Since when calls have failed; empty without strain. */
    Optional<Instant> since() {
        return isFelt() ? Optional.ofNullable(since) : Optional.empty();
    }

    /** Why the last call that failed did so; null before there was one. */
    Throwable last() {
        return last;
    }

    /** Pauses for as long as the strain asks; not at all without strain. False if the consumer is to stop. */
    boolean pause() {
        return pause(PAUSE.most());
    }

    /** The same, with a limit. */
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

    /** Pauses for that long, with or without strain. False if the consumer is to stop. */
    boolean rest(Duration pause) {
        try {
            return !stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
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
