package push;

import event.ReceivedEvent;
import event.RouteHandler;
import event.WireFormat;
import event.WireMessage;
import failure.Cause;
import failure.Failure;
import failure.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one event that SNS has pushed, from its claim to the answer.
 *
 * <p>It is what {@code Delivery} does to a message of a queue, but that SNS keeps the event and decides when it comes
 * again: after an answer 5xx. After 4xx it is given up, and goes to the dead-letter queue of its subscription, if it has
 * one. SNS waits 15 s for an answer; a push that comes meanwhile finds the event claimed.
 */
final class PushDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PushDelivery.class);

    private final String route;
    private final Ledger ledger;
    private final PushLeases leases;
    private final List<Class<? extends Throwable>> permanent;
    private final RouteHandler handler;
    private final Clock clock;

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
            LOG.warn("Route {}: event {} is asked for again: {}", route, event.id(), OneLine.of(e));
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
        return held && ledger.done(lease) ? Answer.DONE : Answer.later("another has taken it over");
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
