package delivery;

import configuration.Durations;
import failure.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a queue's consumer.
 *
 * @param route the route's id, for logs and metrics
 * @param concurrency the most handlers at once, over all pollers
 * @param pollers receives at once while the queue is idle
 * @param maxPollers receives at once while they come back full; also the most acknowledging calls at once
 * @param perReceive the most messages of a receive, at most 10
 * @param attributes the names of the system attributes that SQS returns with each message
 * @param longPoll how long a receive waits for a message, at most 20 s
 * @param visibilityTimeout how long a message stays hidden without a renewal; also the lease's length
 * @param timeout how long a handler may run; empty for no limit
 * @param maxAttempts attempts before a message is a dead letter
 * @param backoff the wait between attempts
 * @param permanent exceptions that are not worth another attempt
 * @param linger how long a delete waits for others to share its call; empty for the default
 * @param deleteAfterRead whether a message is deleted once its handler succeeded
 * @param remembered whether a ledger records handled events, so that a redelivered message does no harm
 * @param limits the limits of the consumer
 */
record DeliveryOptions(
        String route,
        int concurrency,
        int pollers,
        int maxPollers,
        int perReceive,
        Set<String> attributes,
        Duration longPoll,
        Duration visibilityTimeout,
        Optional<Duration> timeout,
        int maxAttempts,
        Backoff backoff,
        List<Class<? extends Throwable>> permanent,
        Optional<Duration> linger,
        boolean deleteAfterRead,
        boolean remembered,
        ConsumptionLimits limits) {
    private static final Duration DELETE_LINGER = Duration.ofMillis(200);
    private static final Duration REMEMBERED_DELETE_LINGER = Duration.ofSeconds(1);
    private static final Duration SHORTEST_HURRIED_LINGER = Duration.ofMillis(20);
    private static final Duration LONGEST_RENEWAL_LINGER = Duration.ofMillis(250);

    /**
     * How long a delete waits for others to share its call. A crash during this wait causes a redelivery, so the wait is longer
     * where a ledger has recorded the success. The visibility timeout is no longer renewed, and at most 7/12 of it have passed.
     */
    Duration deleteLinger() {
        return Durations.shorter(
                visibilityTimeout.dividedBy(5), linger.orElse(remembered ? REMEMBERED_DELETE_LINGER : DELETE_LINGER));
    }

    /**
     * How long a delete waits if the next messages of its group wait for it in SQS. Other groups end at the same time or soon
     * after, so the delete waits about as long as its messages {@code took}.
     */
    Duration hurriedLinger(Duration took) {
        return Durations.longer(SHORTEST_HURRIED_LINGER, Durations.shorter(took, DELETE_LINGER));
    }

    /**
     * How long a renewal waits for others to share its call. Nearly half of the visibility timeout is left for it, but the ledger
     * renews leases first, a few at a time.
     */
    Duration renewalLinger() {
        return Durations.shorter(visibilityTimeout.dividedBy(20), LONGEST_RENEWAL_LINGER);
    }
}
