package delivery;

import configuration.Frequency;
import event.Expiry;
import java.time.Duration;
import java.util.Optional;

/**
 * The limits that a route's author sets for its consumer.
 *
 * @param rate the most messages that this process takes on in a second or minute; empty for no limit
 * @param pauseAfter the failures after which the consumer pauses itself; empty for never
 * @param pauseFor how long the consumer pauses before it tries one message
 * @param expiry whether an event that has expired is deleted and not handled
 * @param prefetches whether messages are received for slots that will soon be free
 * @param batching how many events a handler gets at once
 */
record ConsumptionLimits(
        Optional<Frequency> rate,
        Optional<PauseAfter> pauseAfter,
        Duration pauseFor,
        Expiry expiry,
        boolean prefetches,
        Batching batching) {
    /** How long a route pauses by default. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    /** The defaults, if the author has set nothing. */
    static final ConsumptionLimits NONE =
            new ConsumptionLimits(Optional.empty(), Optional.empty(), PAUSE, new Expiry(true), true, Batching.NONE);
}
