package failure;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a failed message waits before it is retried. The wait grows exponentially with full jitter, so that messages that
 * failed together are not retried at the same time.
 *
 * @param least the shortest wait
 * @param most the longest wait; SQS allows 12 hours minus the time since the message was received
 */
public record Backoff(Duration least, Duration most) {
    /** Limits the exponent, because more doublings mean years and would overflow. */
    private static final int MOST_DOUBLINGS = 20;

    /**
     * A random wait before the next attempt. It is drawn evenly between {@code least} and {@code least} doubled once
     * for each attempt, and is at most {@code most}.
     */
    public Duration after(int attempt, RandomGenerator random) {
        long shortest = Math.min(least.toMillis(), most.toMillis());
        long longest = Math.min(most.toMillis(), shortest << Math.min(attempt, MOST_DOUBLINGS));
        return Duration.ofMillis(random.nextLong(shortest, longest + 1));
    }
}
