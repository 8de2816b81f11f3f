package delivery;

import configuration.Frequency;
import event.Expiry;
import java.time.Duration;
import java.util.Optional;

/**
 * What a route's author allows its consumer.
 *
 * @param rate how many messages this process takes on in a second or minute; empty for as many as it can
 * @param pauseAfter the failures after which it pauses itself; empty for never
 * @param pauseFor how long it pauses before it tries one message
 * @param expiry whether an event that has expired is deleted and not handled
 * @param prefetches whether messages are received for places that will soon be free
 * @param batching how many events a handler gets at once
 */
record ConsumptionLimits(
        Optional<Frequency> rate,
        Optional<PauseAfter> pauseAfter,
        Duration pauseFor,
        Expiry expiry,
        boolean prefetches,
        Batching batching) {
    /** How long a route pauses that does not say so. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    /** None that the author has set. */
    static final ConsumptionLimits NONE =
            new ConsumptionLimits(Optional.empty(), Optional.empty(), PAUSE, new Expiry(true), true, Batching.NONE);
}
