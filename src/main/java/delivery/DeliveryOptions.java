package delivery;

import java.time.Duration;
import java.util.List;

/**
 * How a queue is consumed.
 *
 * @param route the route's id, for people
 * @param concurrency handlers at once, over all pollers
 * @param pollers receives at once while the queue is idle
 * @param maxPollers receives at once while they come back full
 * @param batch messages a receive, at most 10
 * @param longPoll how long a receive waits for a message, at most 20 s
 * @param visibilityTimeout how long a message stays hidden without a renewal; also the lease's length
 * @param maxAttempts attempts before a message is a dead letter
 * @param backoff between attempts
 * @param permanent exceptions that are not worth another attempt
 * @param deleteAfterRead whether a message is deleted once its handler succeeded
 * @param remembered whether a ledger knows what was handled, so that a message that comes again does no harm
 */
record DeliveryOptions(
        String route,
        int concurrency,
        int pollers,
        int maxPollers,
        int batch,
        Duration longPoll,
        Duration visibilityTimeout,
        int maxAttempts,
        Backoff backoff,
        List<Class<? extends Throwable>> permanent,
        boolean deleteAfterRead,
        boolean remembered) {}
