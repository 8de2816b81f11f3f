package delivery;

import configuration.Durations;
import event.ReceivedEvent;
import failure.Cause;
import failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import ledger.Claim;
import ledger.Lease;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.LogContext;
import process.SafeText;

/**
 * What happens to one received message, from its claim to the call that ends its stay.
 *
 * <p>The order of writes is handler, ledger, delete; and dead-letter queue, ledger, delete. A crash between any two of
 * them loses nothing and repeats nothing that the ledger can prevent.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** What a delete needs to arrive while the message is still ours. */
    private static final Duration TIME_TO_DELETE = Duration.ofMillis(500);

    private final DeliveryOptions options;
    private final Claims claims;
    private final Attempt attempt;
    private final GivingUp givingUp;
    private final Acknowledgement acknowledgement;
    private final Executor waits;

    /** @param waits runs what waits until the ledger is back */
    Delivery(
            DeliveryOptions options,
            Claims claims,
            Attempt attempt,
            GivingUp givingUp,
            Acknowledgement acknowledgement,
            Executor waits) {
        this.options = options;
        this.claims = claims;
        this.attempt = attempt;
        this.givingUp = givingUp;
        this.acknowledgement = acknowledgement;
        this.waits = waits;
    }

    /**
     * Works on a message that the heartbeat watches. The handler has run when this returns. What is returned completes, and
     * never fails, when the ledger and SQS know how it ended; what depends on that may run on a thread that makes calls.
     *
     * @param before the one of its group that was worked on before, or {@code null}
     */
    CompletableFuture<End> deliver(InFlight message, InFlight before) {
        CompletableFuture<End> end;
        try {
            end = begin(message, before);
        } catch (LedgerUnavailableException e) {
            message.failed(e);
            end = end(message, () -> ended(givingUp.unclaimed(message, e)));
        } catch (RuntimeException | Error e) {
            end = CompletableFuture.failedFuture(e);
        }
        return end.exceptionally(failure -> failed(message, failure)).thenApply(how -> traced(message, how));
    }

    /** A message that was ended before has its outcome already. */
    private static End traced(InFlight message, End end) {
        if (end != End.ENDED_BEFORE) {
            message.processing().ended(end.text());
        }
        return end;
    }

    private CompletableFuture<End> begin(InFlight message, InFlight before) {
        if (givingUp.isFollower(message, before)) {
            return end(message, () -> givingUp.follow(message));
        }
        ReceivedEvent event = message.event();
        return LogContext.during(
                options.route(), event.id(), event.traceId().orElse(null), () -> begin(message, event));
    }

    private CompletableFuture<End> begin(InFlight message, ReceivedEvent event) {
        Claim claim = claims.of(message);
        if (!(claim instanceof Claim.Granted granted)) {
            return end(message, () -> givingUp.unhandledClaim(message, claim));
        }
        Optional<Instant> expired =
                event.expiry().filter(expiry -> options.limits().expires() && expiry.isBefore(Instant.now()));
        return expired.isPresent()
                ? end(message, () -> expired(message, granted.lease(), expired.get()))
                : work(message, event, granted.lease());
    }

    private CompletableFuture<End> expired(InFlight message, Lease lease, Instant expiry) {
        LOG.info(
                "Route {}: {} with event {} expired at {}; it is deleted and not handled",
                options.route(),
                message,
                SafeText.line(message.event().id()),
                expiry);
        return claims.note(message, ledger -> ledger.expired(lease))
                .thenApply(noted -> acknowledgement.delete(message, End.EXPIRED));
    }

    /** Whatever that was, a message that the heartbeat keeps hidden and nobody works on would be stuck. */
    private End failed(InFlight message, Throwable failure) {
        LOG.error("Route {}: the delivery of {} failed; it is retried", options.route(), message, failure);
        message.failed(failure);
        message.end();
        return acknowledgement.back(message, backoff(message.receiveCount()), End.FAILED);
    }

    /** Makes a message visible at once that was not started. */
    CompletableFuture<End> giveBack(InFlight message) {
        return end(message, () -> ended(acknowledgement.back(message, Duration.ZERO, End.GIVEN_BACK)));
    }

    /**
     * The stop cannot wait for this handler any longer: its attempt is not counted and the message is visible at once,
     * unless it has come to its end in the meantime.
     */
    CompletableFuture<End> abandon(InFlight message) {
        return end(message, () -> ended(unhandled(message, End.INTERRUPTED))).thenApply(how -> traced(message, how));
    }

    private CompletableFuture<End> work(InFlight message, ReceivedEvent event, Lease lease) {
        if (!message.begin(lease)) {
            CompletableFuture<Void> released = claims.note(message, ledger -> ledger.release(lease));
            return end(message, () -> ended(acknowledgement.back(message, Duration.ZERO, End.GIVEN_BACK, released)));
        }
        Optional<Throwable> failure = attempt.run(message, event);
        failure.ifPresent(message::failed);
        if (!message.wasBegun()) {
            return end(message, () -> ended(unhandled(message, End.GIVEN_BACK)));
        }
        if (failure.isEmpty() && message.isLost()) {
            // If the ledger still takes it, whoever gets the message has not begun its handler and never will.
            claims.note(message, ledger -> ledger.done(lease));
        }
        return end(message, () -> {
            if (failure.isEmpty()) {
                return handled(message, lease);
            }
            return message.isStopped()
                    ? ended(unhandled(message, End.INTERRUPTED))
                    : failed(message, lease, failure.get());
        });
    }

    /** Ends the message's stay, unless that was done before or another consumer has it. */
    private CompletableFuture<End> end(InFlight message, Supplier<CompletableFuture<End>> how) {
        if (!message.end()) {
            return ended(End.ENDED_BEFORE);
        }
        return message.isLost() ? ended(acknowledgement.lost(message)) : how.get();
    }

    private CompletableFuture<End> handled(InFlight message, Lease lease) {
        return claims.done(lease)
                .handle((ours, failure) -> {
                    if (failure == null) {
                        return ended(noted(message, ours));
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return cause instanceof LedgerUnavailableException
                            ? CompletableFuture.supplyAsync(() -> handledAgain(message, lease, cause), waits)
                            : CompletableFuture.<End>failedFuture(cause);
                })
                .thenCompose(end -> end);
    }

    private End noted(InFlight message, boolean ours) {
        return ours ? acknowledgement.delete(message, End.HANDLED) : acknowledgement.lost(message);
    }

    private End handledAgain(InFlight message, Lease lease, Throwable first) {
        Optional<Boolean> ours = claims.doneInTime(message, lease, TIME_TO_DELETE);
        if (ours.isPresent()) {
            return noted(message, ours.get());
        }
        // The effect has happened. Deleting the message now prevents more repeats than keeping it would.
        LOG.error(
                "Route {}: {} was handled and is deleted, but its end could not be written to the ledger: {}",
                options.route(),
                message,
                SafeText.of(first));
        End end = acknowledgement.delete(message, End.HANDLED);
        acknowledgement.hurryDeletes(Duration.ZERO);
        return end;
    }

    private CompletableFuture<End> failed(InFlight message, Lease lease, Throwable failure) {
        Failure meaning = Failure.of(failure, options.permanent());
        if (meaning.unsent()) {
            return ended(unsent(message, lease, failure));
        }
        if (meaning.permanent() || lease.attempt() >= options.maxAttempts()) {
            LOG.debug("Route {}: {} is given up", options.route(), message, failure);
            return givingUp.giveUp(message, lease, Cause.of(failure));
        }
        Duration wait = meaning.retryAfter()
                .map(asked -> Durations.shorter(asked, options.backoff().most()))
                .orElseGet(() -> backoff(lease.attempt()));
        LOG.warn(
                "Route {}: {} failed in attempt {} of {}; retry in {} s: {}",
                options.route(),
                message,
                lease.attempt(),
                options.maxAttempts(),
                seconds(wait),
                SafeText.of(failure));
        LOG.debug("Route {}: {} failed", options.route(), message, failure);
        return ended(acknowledgement.back(
                message, wait, End.FAILED, claims.note(message, ledger -> ledger.failed(lease, Cause.of(failure)))));
    }

    /** There was no connection or thread for it: nobody has tried to handle it. */
    private End unsent(InFlight message, Lease lease, Throwable failure) {
        Duration wait = backoff(message.receiveCount());
        LOG.warn(
                "Route {}: {} could not be sent to its handler; retry in {} s without counting an attempt: {}",
                options.route(),
                message,
                seconds(wait),
                SafeText.of(failure));
        return acknowledgement.back(
                message, wait, End.GIVEN_BACK, claims.note(message, ledger -> ledger.release(lease)));
    }

    /** No attempt is counted. */
    private End unhandled(InFlight message, End end) {
        Lease lease = message.lease();
        return lease == null
                ? acknowledgement.back(message, Duration.ZERO, end)
                : acknowledgement.back(
                        message, Duration.ZERO, end, claims.note(message, ledger -> ledger.release(lease)));
    }

    /** Deletes of a group whose messages took so long are sent soon. */
    void hurryDeletes(Duration took) {
        acknowledgement.hurryDeletes(took);
    }

    private static CompletableFuture<End> ended(End end) {
        return CompletableFuture.completedFuture(end);
    }

    private Duration backoff(int attempt) {
        return options.backoff().after(attempt, ThreadLocalRandom.current());
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
