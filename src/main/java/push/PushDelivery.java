package push;

import delivery.Delivery;
import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import failure.Cause;
import failure.Failure;
import failure.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import ledger.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one event that SNS has pushed, from its claim to the answer.
 *
 * <p>It is what {@link Delivery} does to a message of a queue, but that SNS keeps the event and decides when it comes
 * again: after an answer 5xx. After 4xx it is given up, and goes to the dead-letter queue of its subscription, if it has
 * one. SNS waits 15 s for an answer; a push that comes meanwhile finds the event claimed.
 */
final class PushDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PushDelivery.class);
    private static final int RENEWALS_A_LEASE = 3;

    private final String route;
    private final String subscriber;
    private final Ledger ledger;
    private final Duration lease;
    private final List<Class<? extends Throwable>> permanent;
    private final Handler handler;
    private final ScheduledExecutorService timer;
    private final Clock clock;

    /** Runs the user's handler; throws what the handler throws. */
    interface Handler {
        void handle(Push push, ReceivedEvent event) throws Exception;
    }

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
            Duration lease,
            List<Class<? extends Throwable>> permanent,
            Handler handler,
            ScheduledExecutorService timer,
            Clock clock) {
        this.route = route;
        // No queue has a name with a colon.
        this.subscriber = "push:" + route;
        this.ledger = ledger;
        this.lease = lease;
        this.permanent = permanent;
        this.handler = handler;
        this.timer = timer;
        this.clock = clock;
    }

    /** Works on a push that has been verified. */
    Answer deliver(Push push) {
        ReceivedEvent event = WireFormat.decode(new WireMessage(push.body(), Map.of()), push.messageId());
        try {
            Claim claim = ledger.claim(new Work(event.id(), subscriber, push.messageId(), 1), lease);
            if (claim instanceof Claim.Granted granted) {
                return work(push, event, granted.lease());
            }
            return claim instanceof Claim.HeldByAnother held
                    ? Answer.later("it is worked on, for another "
                            + Duration.between(clock.instant(), held.until()).toSeconds() + " s at most")
                    : Answer.DONE;
        } catch (LedgerUnavailableException e) {
            LOG.warn("Route {}: event {} is asked for again: {}", route, event.id(), OneLine.of(e));
            return Answer.later("the ledger is away");
        }
    }

    private Answer work(Push push, ReceivedEvent event, Lease granted) {
        AtomicBoolean lost = new AtomicBoolean();
        ScheduledFuture<?> renewal = timer.scheduleWithFixedDelay(
                () -> renew(granted, lost),
                lease.toMillis() / RENEWALS_A_LEASE,
                lease.toMillis() / RENEWALS_A_LEASE,
                TimeUnit.MILLISECONDS);
        try {
            handler.handle(push, event);
        } catch (Exception | Error e) {
            renewal.cancel(false);
            return failed(event, granted, e);
        }
        renewal.cancel(false);
        return !lost.get() && ledger.done(granted) ? Answer.DONE : Answer.later("another has taken it over");
    }

    private void renew(Lease granted, AtomicBoolean lost) {
        try {
            if (!ledger.renew(granted, lease)) {
                lost.set(true);
            }
        } catch (LedgerUnavailableException e) {
            // There is time for another renewal before the lease ends.
            LOG.warn("Route {}: {} is not renewed: {}", route, granted.work().event(), OneLine.of(e));
        }
    }

    private Answer failed(ReceivedEvent event, Lease granted, Throwable failure) {
        Failure meaning = Failure.of(failure, permanent);
        LOG.warn(
                "Route {}: event {} failed{}: {}",
                route,
                event.id(),
                meaning.permanent() ? " for good" : ", SNS pushes it again",
                OneLine.of(failure));
        if (meaning.permanent()) {
            ledger.dead(granted, Cause.of(failure));
            return new Answer(422, "it cannot be handled");
        }
        ledger.failed(granted, Cause.of(failure));
        return Answer.later("the handler failed");
    }
}
