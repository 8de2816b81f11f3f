package delivery;

import configuration.Durations;
import configuration.Template.Objection;
import java.time.Duration;
import java.util.Optional;

/**
 * How many events a handler gets at once.
 *
 * @param size how many at most; 1 for a handler of single events
 * @param patience how long an event waits at most for others to share its batch
 */
record Batching(int size, Duration patience) {
    /**
     * Ten full receives. A handler that saves a call for 99 of 100 events hardly gains by more, and a batch that fails is
     * tried again event by event.
     */
    static final int MOST = 100;

    /** The most bytes of data in a batch of several events: in base64 they fit the 6 MB that AWS Lambda takes. */
    static final long MOST_BYTES = 4L * 1024 * 1024;

    /** A process keeps so many events of a route in its memory, and SQS hides 120,000 of a queue at most. */
    static final int MOST_IN_HANDLERS = 10_000;

    /** A handler of single events. */
    static final Batching NONE = new Batching(1, Duration.ZERO);

    /** Whether a handler gets lists of events. */
    boolean isOn() {
        return size > 1;
    }

    /** Why a consumer cannot work with this; empty if it can. */
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

    /** How many messages may be on their way to a handler: what the handlers have, and the next batch. */
    int room(int concurrency) {
        return isOn() ? (concurrency + 1) * size : concurrency;
    }
}
