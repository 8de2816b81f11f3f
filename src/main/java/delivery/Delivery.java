package delivery;

import delivery.SqsQueue.Visibility;
import event.ReceivedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import ledger.Cause;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import ledger.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one received message, from its claim to the call that ends its stay.
 *
 * <p>The order of writes is handler, ledger, delete; and dead-letter queue, ledger, delete. A crash between any two of
 * them loses nothing and repeats nothing that the ledger can prevent.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** How a message's stay ended here. */
    enum End {
        /** Its handler succeeded. */
        HANDLED(true),
        /** It was handled before. */
        DUPLICATE(true),
        /** It is kept in the dead-letter queue. */
        DEAD(true),
        /** It comes again after a backoff. */
        FAILED(false),
        /** It was not started. */
        GIVEN_BACK(false),
        /** Its handler did not come to an end before the stop. */
        INTERRUPTED(false),
        /** It is another consumer's now. */
        LOST(false);

        private final boolean groupGoesOn;

        End(boolean groupGoesOn) {
            this.groupGoesOn = groupGoesOn;
        }

        /** Whether the next message of the same group may be started. */
        boolean groupGoesOn() {
            return groupGoesOn;
        }
    }

    /** Runs the user's handler; throws what the handler throws. */
    interface Handler {
        void handle(InFlight message, ReceivedEvent event) throws Throwable;
    }

    private final DeliveryOptions options;
    private final String subscriber;
    private final Ledger ledger;
    private final Handler handler;
    private final DeadLetterQueue deadLetters;
    private final Batches<InFlight> deletes;
    private final Batches<Visibility> changes;
    private final Heartbeat heartbeat;
    private final Strain ledgerStrain;
    private final Clock clock;

    Delivery(
            DeliveryOptions options,
            String subscriber,
            Ledger ledger,
            Handler handler,
            DeadLetterQueue deadLetters,
            Batches<InFlight> deletes,
            Batches<Visibility> changes,
            Heartbeat heartbeat,
            Strain ledgerStrain,
            Clock clock) {
        this.options = options;
        this.subscriber = subscriber;
        this.ledger = ledger;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.deletes = deletes;
        this.changes = changes;
        this.heartbeat = heartbeat;
        this.ledgerStrain = ledgerStrain;
        this.clock = clock;
    }

    /** Works on a message that the heartbeat watches, to its end. Never throws. */
    End deliver(InFlight message) {
        Decoded decoded = Decoded.of(message.message());
        Work work = new Work(decoded.id(), subscriber, message.message().messageId(), message.receiveCount());
        Claim claim;
        try {
            claim = ledger.claim(work, options.visibilityTimeout());
            ledgerStrain.relieved();
        } catch (LedgerUnavailableException e) {
            LOG.warn("Message {} goes back, for it cannot be claimed: {}", message, e.getMessage());
            ledgerStrain.grown();
            Duration wait = options.backoff().after(message.receiveCount(), ThreadLocalRandom.current());
            return back(message, wait, End.GIVEN_BACK);
        }
        if (claim instanceof Claim.Granted granted) {
            return work(message, decoded, granted.lease());
        }
        if (claim instanceof Claim.HeldByAnother held) {
            return back(message, Duration.between(clock.instant(), held.until()), End.GIVEN_BACK);
        }
        return delete(message, End.DUPLICATE);
    }

    /** Makes a message visible at once that was not started. */
    End giveBack(InFlight message) {
        return back(message, Duration.ZERO, End.GIVEN_BACK);
    }

    /**
     * The stop cannot wait for this handler any longer: its attempt is not counted and the message is visible at once.
     * False if the handler came to its end in the meantime.
     */
    boolean abandon(InFlight message) {
        if (!message.end()) {
            return false;
        }
        interrupted(message);
        return true;
    }

    private End work(InFlight message, Decoded decoded, Lease lease) {
        if (!message.begin(lease)) {
            note(message, () -> ledger.release(lease));
            return message.end() ? back(message, Duration.ZERO, End.GIVEN_BACK) : End.GIVEN_BACK;
        }
        Throwable failure = null;
        try {
            handler.handle(message, decoded.event());
        } catch (Throwable e) {
            // An Error is the handler's failure too; it must not end a poller or leave a message in flight.
            failure = e;
        } finally {
            message.stopWork();
        }
        if (!message.end()) {
            return End.INTERRUPTED;
        }
        if (message.isLost()) {
            return lost(message);
        }
        if (failure == null) {
            return handled(message, lease);
        }
        if (message.isStopped()) {
            return interrupted(message);
        }
        return failed(message, lease, failure);
    }

    private End handled(InFlight message, Lease lease) {
        Instant last = clock.instant().plus(options.visibilityTimeout());
        while (true) {
            try {
                return ledger.done(lease) ? delete(message, End.HANDLED) : lost(message);
            } catch (LedgerUnavailableException e) {
                if (message.isLost()) {
                    return lost(message);
                }
                if (clock.instant().isAfter(last) || !ledgerStrain.pause()) {
                    // The effect has happened. Deleting the message now prevents more repeats than keeping it would.
                    LOG.error("Message {} was handled, and the ledger could not be told: {}", message, e.getMessage());
                    return delete(message, End.HANDLED);
                }
            }
        }
    }

    private End failed(InFlight message, Lease lease, Throwable failure) {
        Failure meaning = Failure.of(failure, options.permanent());
        if (meaning.permanent() || lease.attempt() >= options.maxAttempts()) {
            return giveUp(message, lease, failure);
        }
        Duration wait = meaning.retryAfter()
                .orElseGet(() -> options.backoff().after(lease.attempt(), ThreadLocalRandom.current()));
        LOG.warn(
                "Message {} failed in attempt {} of {} and comes again in {} s: {}",
                message,
                lease.attempt(),
                options.maxAttempts(),
                wait.toSeconds(),
                failure.toString());
        LOG.debug("Message {} failed", message, failure);
        note(message, () -> ledger.failed(lease, Cause.of(failure)));
        return back(message, wait, End.FAILED);
    }

    private End giveUp(InFlight message, Lease lease, Throwable failure) {
        try {
            deadLetters.keep(message, lease, failure);
        } catch (RuntimeException e) {
            // Without a place to keep it, the message stays where it is, however often that takes.
            LOG.error("Message {} cannot be kept as a dead letter and stays on the queue", message, e);
            note(message, () -> ledger.release(lease));
            return back(message, options.backoff().most(), End.FAILED);
        }
        LOG.error("Message {} is a dead letter after attempt {}", message, lease.attempt(), failure);
        note(message, () -> ledger.dead(lease, Cause.of(failure)));
        return delete(message, End.DEAD);
    }

    private End interrupted(InFlight message) {
        Lease lease = message.lease();
        if (lease != null) {
            note(message, () -> ledger.release(lease));
        }
        return back(message, Duration.ZERO, End.INTERRUPTED);
    }

    private End lost(InFlight message) {
        heartbeat.forget(message);
        return End.LOST;
    }

    private End delete(InFlight message, End end) {
        heartbeat.forget(message);
        if (options.deleteAfterRead()) {
            deletes.add(message).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn("Message {} could not be deleted and comes again: {}", message, failure.getMessage());
                }
            });
        }
        return end;
    }

    private End back(InFlight message, Duration wait, End end) {
        CompletableFuture<Void> quiet = heartbeat.forget(message);
        Duration allowed = min(max(wait, Duration.ZERO), message.longestVisibility(clock.instant()));
        changes.add(new Visibility(message, allowed), quiet).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Message {} could not be given back and comes again when its visibility timeout is over: {}",
                        message,
                        failure.getMessage());
            }
        });
        return end;
    }

    /** Writes down an end whose message goes its way whether or not the ledger hears of it: the lease ends by itself. */
    private static void note(InFlight message, Runnable write) {
        try {
            write.run();
        } catch (LedgerUnavailableException e) {
            LOG.warn("The ledger could not be told of message {}: {}", message, e.getMessage());
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
