package push;

import event.ReceivedEvent;
import event.WireFormat;
import event.WireMessage;
import failure.Backoff;
import failure.Cause;
import failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.LogContext;
import process.SafeText;

/**
 * Handles one pushed event, from its claim to the response.
 *
 * <p>It does what {@code Delivery} does for a message of a queue, but SNS keeps the event: a 5xx response makes SNS push again.
 * After a 4xx response SNS gives the event up and sends it to the subscription's dead-letter queue, if there is one. SNS waits 15
 * s for a response. If SNS then pushes again while the handler still runs, the push finds the event claimed.
 */
final class PushDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PushDelivery.class);

    /** The pause between two writes to the ledger. */
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final String route;
    private final Ledger ledger;
    private final PushLeases leases;
    private final PushEndpoint.Options options;
    private final PushHandler handler;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Runs the route for an event under a lease; throws what the route throws. */
    interface PushHandler {
        void handle(Push push, ReceivedEvent event, Lease lease) throws Exception;
    }

    /** The response to SNS. */
    record Answer(int status, String text) {
        static final Answer DONE = new Answer(200, "done");

        static Answer later(String why) {
            return new Answer(503, why);
        }
    }

    /** How a delivery ended, and the response to SNS. */
    record EndedPush(PushEnd end, Answer answer) {
        static EndedPush done(PushEnd end) {
            return new EndedPush(end, Answer.DONE);
        }

        static EndedPush later(PushEnd end, String why) {
            return new EndedPush(end, Answer.later(why));
        }
    }

    PushDelivery(
            String route,
            Ledger ledger,
            PushLeases leases,
            PushEndpoint.Options options,
            PushHandler handler,
            Clock clock) {
        this.route = route;
        this.ledger = ledger;
        this.leases = leases;
        this.options = options;
        this.handler = handler;
        this.clock = clock;
    }

    /** Handles a verified push. */
    EndedPush deliver(Push push) {
        ReceivedEvent event = WireFormat.decode(new WireMessage(push.body(), Map.of()), push.messageId());
        return LogContext.during(route, event.id(), event.traceId().orElse(null), () -> deliver(push, event));
    }

    private EndedPush deliver(Push push, ReceivedEvent event) {
        try {
            Claim claim = leases.claim(push, event);
            if (claim instanceof Claim.Granted granted) {
                return begin(push, event, granted.lease());
            }
            return claim instanceof Claim.HeldByAnother held
                    ? EndedPush.later(
                            PushEnd.GIVEN_BACK,
                            "another push of this event is being handled, for another "
                                    + Duration.between(clock.instant(), held.until())
                                            .toSeconds() + " s at most")
                    : EndedPush.done(PushEnd.DUPLICATE);
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "Route {}: the ledger does not answer; SNS will push event {} again: {}",
                    route,
                    event.id(),
                    SafeText.of(e));
            return EndedPush.later(PushEnd.GIVEN_BACK, "the ledger does not answer");
        }
    }

    private EndedPush begin(Push push, ReceivedEvent event, Lease lease) {
        Optional<Instant> expired = options.expiry().passed(event);
        if (expired.isEmpty()) {
            return work(push, event, lease);
        }
        LOG.info(
                "Route {}: event {} expired at {}; it is accepted and not handled",
                route,
                SafeText.line(event.id()),
                expired.get());
        note(event, () -> ledger.expired(lease));
        return EndedPush.done(PushEnd.EXPIRED);
    }

    private EndedPush work(Push push, ReceivedEvent event, Lease lease) {
        boolean held;
        try {
            held = leases.hold(lease, () -> handler.handle(push, event, lease));
        } catch (Exception | Error e) {
            return failed(event, lease, e);
        }
        return held && noted(event, lease)
                ? EndedPush.done(PushEnd.HANDLED)
                : EndedPush.later(PushEnd.LOST, "the lease was lost to another push");
    }

    /**
     * Writes the result to the ledger, retrying until the lease ends. False if the lease was lost, so that the result
     * does not count.
     */
    private boolean noted(ReceivedEvent event, Lease lease) {
        long end = System.nanoTime() + lease.duration().toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return ledger.done(lease);
            } catch (LedgerUnavailableException e) {
                Duration pause = PAUSE.after(tries, ThreadLocalRandom.current());
                if (System.nanoTime() + pause.toNanos() - end >= 0 || isStopped(pause)) {
                    // The handler has run. Accepting the push prevents more repeats than asking for another push.
                    LOG.error(
                            "Route {}: event {} was handled, but the ledger could not record it: {}",
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

    /** Ends every pause between writes. */
    void stop() {
        stopped.countDown();
    }

    private EndedPush failed(ReceivedEvent event, Lease granted, Throwable failure) {
        Failure meaning = Failure.of(failure, options.permanent());
        LOG.warn(
                "Route {}: event {} failed{}: {}",
                route,
                event.id(),
                meaning.permanent() ? " for good" : "; SNS will push it again",
                SafeText.of(failure));
        if (meaning.unsent()) {
            note(event, () -> ledger.release(granted));
            return EndedPush.later(PushEnd.GIVEN_BACK, "the event did not reach its handler");
        }
        if (meaning.permanent()) {
            note(event, () -> ledger.dead(granted, Cause.of(failure)));
            return new EndedPush(PushEnd.DEAD, new Answer(422, "the event cannot be handled"));
        }
        note(event, () -> ledger.failed(granted, Cause.of(failure)));
        return EndedPush.later(PushEnd.FAILED, "the handler failed");
    }

    /** Writes the result once. SNS gets its response even if the write fails, because the lease expires by itself. */
    private void note(ReceivedEvent event, Runnable write) {
        try {
            write.run();
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "Route {}: the ledger could not record the result of event {}; its lease will expire: {}",
                    route,
                    event.id(),
                    SafeText.of(e));
        }
    }
}
