package delivery;

import configuration.Durations;
import configuration.Template.Objection;
import java.time.Duration;
import java.util.Optional;

/**
 * How many events a handler gets at once.
 *
 * @param size the most events in a batch; 1 for a handler of single events
 * @param patience the longest time that an event waits for others to share its batch
 */
record Batching(int size, Duration patience) {
    /** Ten full receives. Larger batches hardly save more calls, and a failed batch is retried event by event. */
    static final int MOST = 100;

    /** The most bytes of data in a batch of several events. In base64 they fit into the 6 MB that AWS Lambda accepts. */
    static final long MOST_BYTES = 4L * 1024 * 1024;

    /** The most events of a route that a process keeps in memory. SQS allows 120,000 messages in flight in a queue. */
    static final int MOST_IN_HANDLERS = 10_000;

    /** A handler of single events. */
    static final Batching NONE = new Batching(1, Duration.ZERO);

    /** Whether a handler gets lists of events. */
    boolean isOn() {
        return size > 1;
    }

    /** Why a consumer cannot use these settings; empty if it can. */
    Optional<Objection> objection(int concurrency, Duration visibilityTimeout) {
        if (!isOn() && !patience.isZero()) {
            return Optional.of(new Objection(
                    QueueOptions.BATCH_WAIT,
                    "left out where batch is 1: a handler of single events waits for no other"));
        } else if (patience.compareTo(visibilityTimeout) >= 0) {
            return Optional.of(new Objection(
                    QueueOptions.BATCH_WAIT,
                    "shorter than visibilityTimeout, which is " + Durations.text(visibilityTimeout)));
        } else if (isOn() && size * concurrency > MOST_IN_HANDLERS) {
            return Optional.of(new Objection(
                    QueueOptions.BATCH,
                    "at most %d where concurrency is %d: the handlers of a route hold up to %d events"
                            .formatted(MOST_IN_HANDLERS / concurrency, concurrency, MOST_IN_HANDLERS)));
        }
        return Optional.empty();
    }

    /** How many messages may be on their way to a handler: those that the handlers have, and the next batch. */
    int slots(int concurrency) {
        return isOn() ? (concurrency + 1) * size : concurrency;
    }
}
