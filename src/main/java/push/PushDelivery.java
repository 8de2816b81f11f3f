package push;

import event.ReceivedEvent;
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
import process.LogContext;
import process.SafeText;

/**
 * Handles one pushed event, from its claim to the response.
 *
 * <p>It does what {@code Delivery} does for a message of a queue, but SNS keeps the event: a 5xx response makes SNS
 * push again. After a 4xx response SNS gives the event up and sends it to the subscription's dead-letter queue, if
 * there is one. SNS waits 15 s for a response; a push that arrives meanwhile finds the event claimed.
 */
final class PushDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PushDelivery.class);

    /** The pause between two writes to the ledger. */
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final String route;
    private final Ledger ledger;
    private final PushLeases leases;
    private final List<Class<? extends Throwable>> permanent;
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

    PushDelivery(
            String route,
            Ledger ledger,
            PushLeases leases,
            List<Class<? extends Throwable>> permanent,
            PushHandler handler,
            Clock clock) {
        this.route = route;
        this.ledger = ledger;
        this.leases = leases;
        this.permanent = permanent;
        this.handler = handler;
        this.clock = clock;
    }

    /** Handles a verified push. */
    Answer deliver(Push push) {
        ReceivedEvent event = WireFormat.decode(new WireMessage(push.body(), Map.of()), push.messageId());
        return LogContext.during(route, event.id(), event.traceId().orElse(null), () -> deliver(push, event));
    }

    private Answer deliver(Push push, ReceivedEvent event) {
        try {
            Claim claim = leases.claim(push, event);
            if (claim instanceof Claim.Granted granted) {
                return work(push, event, granted.lease());
            }
            return claim instanceof Claim.HeldByAnother held
                    ? Answer.later("another push of this event is being handled, for another "
                            + Duration.between(clock.instant(), held.until()).toSeconds() + " s at most")
                    : Answer.DONE;
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "Route {}: the ledger does not answer; SNS will push event {} again: {}",
                    route,
                    event.id(),
                    SafeText.of(e));
            return Answer.later("the ledger does not answer");
        }
    }

    private Answer work(Push push, ReceivedEvent event, Lease lease) {
        boolean held;
        try {
            held = leases.hold(lease, () -> handler.handle(push, event, lease));
        } catch (Exception | Error e) {
            return failed(event, lease, e);
        }
        return held && noted(event, lease) ? Answer.DONE : Answer.later("the lease was lost to another push");
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

    private Answer failed(ReceivedEvent event, Lease granted, Throwable failure) {
        Failure meaning = Failure.of(failure, permanent);
        LOG.warn(
                "Route {}: event {} failed{}: {}",
                route,
                event.id(),
                meaning.permanent() ? " for good" : "; SNS will push it again",
                SafeText.of(failure));
        if (meaning.unsent()) {
            note(event, () -> ledger.release(granted));
            return Answer.later("the event did not reach its handler");
        }
        if (meaning.permanent()) {
            note(event, () -> ledger.dead(granted, Cause.of(failure)));
            return new Answer(422, "the event cannot be handled");
        }
        note(event, () -> ledger.failed(granted, Cause.of(failure)));
        return Answer.later("the handler failed");
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
