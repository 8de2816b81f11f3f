package delivery;

import configuration.Durations;
import failure.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a queue is consumed.
 *
 * @param route the route's id, for people
 * @param concurrency handlers at once, over all pollers
 * @param pollers receives at once while the queue is idle
 * @param maxPollers receives at once while they come back full; as many calls at once acknowledge
 * @param perReceive messages a receive, at most 10
 * @param attributes what SQS is asked to tell of each message, by its names
 * @param longPoll how long a receive waits for a message, at most 20 s
 * @param visibilityTimeout how long a message stays hidden without a renewal; also the lease's length
 * @param timeout how long a handler may run; empty for as long as it likes
 * @param maxAttempts attempts before a message is a dead letter
 * @param backoff between attempts
 * @param permanent exceptions that are not worth another attempt
 * @param linger how long a delete waits for others to share its call; empty for what suits the rest
 * @param deleteAfterRead whether a message is deleted once its handler succeeded
 * @param remembered whether a ledger knows what was handled, so that a message that comes again does no harm
 * @param limits what the consumer is allowed
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
     * How long a delete waits for others to share its call. A crash meanwhile lets the message come again: it waits longer
     * where a ledger knows that it was handled. It is not renewed any more, and at most 7/12 of its time are over.
     */
    Duration deleteLinger() {
        return Durations.shorter(
                visibilityTimeout.dividedBy(5), linger.orElse(remembered ? REMEMBERED_DELETE_LINGER : DELETE_LINGER));
    }

    /**
     * The same once somebody waits for the delete, as a group does, of which SQS hands out nothing before. Other groups end
     * at the same time or soon after, so it waits about as long again as its messages {@code took}.
     */
    Duration hurriedLinger(Duration took) {
        return Durations.longer(SHORTEST_HURRIED_LINGER, Durations.shorter(took, DELETE_LINGER));
    }

    /**
     * How long a renewal waits for others. It has nearly half of the visibility timeout; and before its call, the ledger
     * renews leases a few at a time.
     */
    Duration renewalLinger() {
        return Durations.shorter(visibilityTimeout.dividedBy(20), LONGEST_RENEWAL_LINGER);
    }
}
