package delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import ledger.Lease;
import ledger.LedgerWrites;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import sqs.EntryFailedException;
import sqs.SqsQueue.Visibility;

/**
 * Renews the visibility timeouts and leases of messages for as long as they are worked on. Both are renewed together, at the
 * latest when two thirds of the visibility timeout have passed. One call renews the visibility of up to ten messages.
 *
 * <p>A failed renewal is retried until the visibility timeout is over. The handler of a message that is lost to another consumer
 * is interrupted.
 */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private static final int BEATS_A_THIRD = 4;

    /** A handler that has run for this many visibility timeouts is considered stuck. */
    private static final int STUCK = 10;

    private final DeliveryOptions options;
    private final Duration visibility;
    private final LedgerWrites ledger;
    private final BatchedCalls<Visibility> changes;
    private final LongSupplier nanoTime;

    /** Used by the timer's thread only. */
    private int beats;

    private final Set<InFlight> watched = ConcurrentHashMap.newKeySet();

    /**
     * @param changes tries each entry once, because the next beat is the next try
     * @param nanoTime {@link System#nanoTime}: the clock of a host may be adjusted while a handler runs
     */
    Heartbeat(DeliveryOptions options, LedgerWrites ledger, BatchedCalls<Visibility> changes, LongSupplier nanoTime) {
        this.options = options;
        this.visibility = options.visibilityTimeout();
        this.ledger = ledger;
        this.changes = changes;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the beats, which end when the timer is shut down. Every fourth beat, once per third of the visibility timeout,
     * renews all messages whose last renewal is at least a quarter of the timeout ago. So many messages share a call, and no
     * message is older than 7/12 of the timeout. The other beats retry failed renewals.
     */
    void start(ScheduledExecutorService timer) {
        long pause = Math.max(1, visibility.toMillis() / (3 * BEATS_A_THIRD));
        timer.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
    }

    void watch(InFlight message) {
        watched.add(message);
    }

    /** Ends the renewals of a message. The result completes when no renewal is in progress any more. */
    CompletableFuture<Void> forget(InFlight message) {
        watched.remove(message);
        return message.renewal().settle();
    }

    void beat() {
        try {
            renewAll();
        } catch (RuntimeException | Error e) {
            // An exception would end the timer's repetition, and every message would be lost without notice.
            LOG.error("Route {}: a heartbeat failed; the next one follows: {}", options.route(), SafeText.of(e), e);
        }
    }

    private void renewAll() {
        beats++;
        boolean all = beats % BEATS_A_THIRD == 0;
        long now = nanoTime.getAsLong();
        for (InFlight message : watched) {
            nameIfStuck(message, now);
            Duration age = message.renewal().age(now);
            if (age.compareTo(visibility) >= 0) {
                lose(message, "its visibility timeout of " + visibility.toSeconds() + " s is over");
            } else if (message.renewal().isBehind() || (all && age.compareTo(visibility.dividedBy(4)) >= 0)) {
                renew(message, now);
            }
        }
    }

    /** How many handlers have run for {@value #STUCK} visibility timeouts or longer. */
    int stuck() {
        long now = nanoTime.getAsLong();
        return (int) watched.stream()
                .filter(message -> isStuck(message, now))
                .map(InFlight::worker)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    private boolean isStuck(InFlight message, long now) {
        return message.isHandledLongerThan(visibility.multipliedBy(STUCK), now);
    }

    private void nameIfStuck(InFlight message, long now) {
        if (isStuck(message, now) && message.name()) {
            LOG.warn(
                    "Route {}: the handler of {} has been running for {} s and occupies one of {} slots; set timeout to interrupt such handlers",
                    options.route(),
                    message,
                    visibility.multipliedBy(STUCK).toSeconds(),
                    options.concurrency());
        }
    }

    private void renew(InFlight message, long now) {
        if (message.longestVisibility(now).compareTo(visibility) < 0) {
            // SQS's 12 hours are nearly over, so this was the last renewal. The message is redelivered afterwards.
            return;
        }
        if (message.renewal().begin()) {
            renewLease(message).whenComplete((ours, failure) -> {
                if (failure == null && ours) {
                    changes.add(new Visibility(message.receiptHandle(), visibility))
                            .whenComplete((done, refusal) -> renewed(message, now, refusal));
                } else {
                    notRenewed(message, failure);
                }
            });
        }
    }

    private void renewed(InFlight message, long since, Throwable failure) {
        if (failure == null) {
            message.renewal().succeeded(since);
        } else {
            message.renewal().failed();
        }
        if (failure instanceof EntryFailedException entry && entry.isSenderFault()) {
            lose(message, failure.getMessage());
        } else if (failure != null) {
            LOG.warn(
                    "Route {}: the visibility timeout of {} could not be extended; trying again: {}",
                    options.route(),
                    message,
                    SafeText.of(failure));
        }
    }

    private CompletableFuture<Boolean> renewLease(InFlight message) {
        Lease lease = message.held();
        try {
            return lease == null ? CompletableFuture.completedFuture(true) : ledger.renew(lease, visibility);
        } catch (RuntimeException | Error e) {
            // An exception would leave this renewal in progress, and no other would follow.
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @param failure the ledger's failure; {@code null} if the ledger has refused the renewal */
    private void notRenewed(InFlight message, Throwable failure) {
        message.renewal().failed();
        if (failure == null) {
            lose(message, "another consumer has taken over its lease");
        } else {
            LOG.warn(
                    "Route {}: the lease of {} could not be renewed; trying again: {}",
                    options.route(),
                    message,
                    SafeText.of(failure));
        }
    }

    private void lose(InFlight message, String why) {
        forget(message);
        if (message.lose()) {
            LOG.warn(
                    "Route {}: {} was lost to another consumer; its handler is interrupted and its result ignored: {}",
                    options.route(),
                    message,
                    why);
        }
    }
}
