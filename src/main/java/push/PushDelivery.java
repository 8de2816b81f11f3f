package push;

import event.ReceivedEvent;
import event.RouteHandler;
import event.WireFormat;
import event.WireMessage;
import failure.Backoff;
import failure.Cause;
import failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * What happens to one event that SNS has pushed, from its claim to the answer.
 *
 * <p>It is what {@code Delivery} does to a message of a queue, but that SNS keeps the event and decides when it comes
 * again: after an answer 5xx. After 4xx it is given up, and goes to the dead-letter queue of its subscription, if it has
 * one. SNS waits 15 s for an answer; a push that comes meanwhile finds the event claimed.
 */
final class PushDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PushDelivery.class);

    /** Between two tries to tell the ledger. */
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final String route;
    private final Ledger ledger;
    private final PushLeases leases;
    private final List<Class<? extends Throwable>> permanent;
    private final RouteHandler handler;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** What SNS is told. */
    record Answer(int status, String text) {
        static final Answer DONE = new Answer(200, "done");

        static Answer later(String why) {
            return new Answer(503, why);
        }
    }

    PushDelivery(
            String route,
            Ledger ledger,
            PushLeases leases,
            List<Class<? extends Throwable>> permanent,
            RouteHandler handler,
            Clock clock) {
        this.route = route;
        this.ledger = ledger;
        this.leases = leases;
        this.permanent = permanent;
        this.handler = handler;
        this.clock = clock;
    }

    /** Works on a push that has been verified. */
    Answer deliver(Push push) {
        ReceivedEvent event = WireFormat.decode(new WireMessage(push.body(), Map.of()), push.messageId());
        try {
            Claim claim = leases.claim(push, event);
            if (claim instanceof Claim.Granted granted) {
                return work(event, granted.lease());
            }
            return claim instanceof Claim.HeldByAnother held
                    ? Answer.later("it is worked on, for another "
                            + Duration.between(clock.instant(), held.until()).toSeconds() + " s at most")
                    : Answer.DONE;
        } catch (LedgerUnavailableException e) {
            LOG.warn("Route {}: event {} is asked for again: {}", route, event.id(), SafeText.of(e));
            return Answer.later("the ledger is away");
        }
    }

    private Answer work(ReceivedEvent event, Lease lease) {
        boolean held;
        try {
            held = leases.hold(lease, () -> handler.handle(event, Map.of()));
        } catch (Exception | Error e) {
            return failed(event, lease, e);
        }
        return held && noted(event, lease) ? Answer.DONE : Answer.later("another has taken it over");
    }

    /** Tells the ledger until the lease would end. False if the lease was lost, so that the result does not count. */
    private boolean noted(ReceivedEvent event, Lease lease) {
        long end = System.nanoTime() + lease.duration().toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return ledger.done(lease);
            } catch (LedgerUnavailableException e) {
                Duration pause = PAUSE.after(tries, ThreadLocalRandom.current());
                if (System.nanoTime() + pause.toNanos() - end >= 0 || isStopped(pause)) {
                    // The effect has happened. To accept the push now prevents more repeats than to ask for it again
                    // would.
                    LOG.error(
                            "Route {}: event {} was handled, but the ledger could not be told: {}",
                            route,
                            event.id(),
                            SafeText.of(e));
                    return true;
                }
            }
        }
    }

    private boolean isStopped(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends every pause. */
    void stop() {
        stopped.countDown();
    }

    private Answer failed(ReceivedEvent event, Lease granted, Throwable failure) {
        Failure meaning = Failure.of(failure, permanent);
        LOG.warn(
                "Route {}: event {} failed{}: {}",
                route,
                event.id(),
                meaning.permanent() ? " for good" : ", SNS pushes it again",
                SafeText.of(failure));
        if (meaning.unsent()) {
            note(event, () -> ledger.release(granted));
            return Answer.later("it was not sent to its handler");
        }
        if (meaning.permanent()) {
            note(event, () -> ledger.dead(granted, Cause.of(failure)));
            return new Answer(422, "it cannot be handled");
        }
        note(event, () -> ledger.failed(granted, Cause.of(failure)));
        return Answer.later("the handler failed");
    }

    /** Writes down an end that SNS is told whether or not the ledger hears of it: the lease ends by itself. */
    private void note(ReceivedEvent event, Runnable write) {
        try {
            write.run();
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "Route {}: the ledger could not be told what became of event {}, whose lease ends by itself: {}",
                    route,
                    event.id(),
                    SafeText.of(e));
        }
    }
}
