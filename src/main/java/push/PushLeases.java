package push;

import event.ReceivedEvent;
import java.time.Duration;
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
import process.SafeText;

/** Claims pushed events and renews their leases while the handlers run. */
final class PushLeases {
    private static final Logger LOG = LoggerFactory.getLogger(PushLeases.class);
    private static final int RENEWALS_A_LEASE = 3;

    private final String route;
    private final Ledger ledger;
    private final Duration duration;
    private final ScheduledExecutorService timer;

    /** The handler's work; throws what the user's handler throws. */
    interface UnderLease {
        void run() throws Exception;
    }

    PushLeases(String route, Ledger ledger, Duration duration, ScheduledExecutorService timer) {
        this.route = route;
        this.ledger = ledger;
        this.duration = duration;
        this.timer = timer;
    }

    /** @throws LedgerUnavailableException if the ledger does not answer */
    Claim claim(Push push, ReceivedEvent event) {
        // Names of queues have no colon, so this subscriber cannot be confused with a queue.
        Work work = new Work(
                event.id(),
                event.source(),
                "push:" + route,
                push.messageId(),
                1,
                event.traceId().orElse(null));
        return ledger.claim(work, duration);
    }

    /**
     * Runs a handler under a lease.
     *
     * @return whether the lease was held to the end, as far as this process knows
     */
    boolean hold(Lease lease, UnderLease work) throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        long pause = duration.toMillis() / RENEWALS_A_LEASE;
        ScheduledFuture<?> renewal =
                timer.scheduleWithFixedDelay(() -> renew(lease, lost), pause, pause, TimeUnit.MILLISECONDS);
        try {
            work.run();
        } finally {
            renewal.cancel(false);
        }
        return !lost.get();
    }

    private void renew(Lease lease, AtomicBoolean lost) {
        try {
            if (!ledger.renew(lease, duration)) {
                lost.set(true);
            }
        } catch (LedgerUnavailableException e) {
            // The lease leaves time for another renewal.
            LOG.warn(
                    "Route {}: the lease of event {} was not renewed; will try again: {}",
                    route,
                    lease.work().event(),
                    SafeText.of(e));
        }
    }
}
