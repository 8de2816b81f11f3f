package delivery;

import configuration.Durations;
import failure.Cause;
import failure.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import ledger.Lease;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import process.SafeText;

/** Ends a message according to the outcome of its handler. The ledger is written first, then the message is acknowledged. */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /** The time that a delete needs to reach SQS while the message is still ours. */
    private static final Duration TIME_TO_DELETE = Duration.ofMillis(500);

    private final DeliveryOptions options;
    private final Claims claims;
    private final GivingUp givingUp;
    private final Acknowledgement acknowledgement;
    private final Executor waits;

    /** @param waits runs tasks that wait until the ledger answers again */
    Settlement(
            DeliveryOptions options,
            Claims claims,
            GivingUp givingUp,
            Acknowledgement acknowledgement,
            Executor waits) {
        this.options = options;
        this.claims = claims;
        this.givingUp = givingUp;
        this.acknowledgement = acknowledgement;
        this.waits = waits;
    }

    /** Works on a message until its end, whatever goes wrong. The result never fails. */
    CompletableFuture<End> surely(InFlight message, Supplier<CompletableFuture<End>> work) {
        CompletableFuture<End> end;
        try {
            end = work.get();
        } catch (LedgerUnavailableException e) {
            message.failed(e);
            end = end(message, () -> ended(givingUp.unclaimed(message, e)));
        } catch (RuntimeException | Error e) {
            end = CompletableFuture.failedFuture(e);
        }
        return end.exceptionally(failure -> failed(message, failure)).thenApply(how -> traced(message, how));
    }

    /**
     * After any other failure, the message must still end. Otherwise the heartbeat would keep it hidden, and nothing would work
     * on it.
     */
    private End failed(InFlight message, Throwable failure) {
        LOG.error("Route {}: the delivery of {} failed; it is retried", options.route(), message, failure);
        message.failed(failure);
        message.end();
        return acknowledgement.back(message, backoff(message.receiveCount()), End.FAILED);
    }

    /** A message that had ended before already has its outcome in its span. */
    private static End traced(InFlight message, End end) {
        if (end != End.ENDED_BEFORE) {
            message.processing().ended(end.text());
        }
        return end;
    }

    /** Ends the message, unless it has ended before or another consumer has it. */
    CompletableFuture<End> end(InFlight message, Supplier<CompletableFuture<End>> how) {
        if (!message.end()) {
            return ended(End.ENDED_BEFORE);
        }
        return message.isLost() ? ended(acknowledgement.lost(message)) : how.get();
    }

    /** Ends a message whose handler must not begin under this lease. */
    CompletableFuture<End> notBegun(InFlight message, Lease lease) {
        CompletableFuture<Void> released = claims.note(message, ledger -> ledger.release(lease));
        return end(message, () -> ended(acknowledgement.back(message, Duration.ZERO, End.GIVEN_BACK, released)));
    }

    /** Ends a message whose handler has run or could not begin. */
    CompletableFuture<End> worked(InFlight message, HandlerOutcome outcome) {
        return worked(message, outcome, () -> claims.done(message.lease()));
    }

    /** @param done records that the handler succeeded; its result is false if the lease was lost before */
    CompletableFuture<End> worked(InFlight message, HandlerOutcome outcome, Supplier<CompletableFuture<Boolean>> done) {
        Lease lease = message.lease();
        outcome.failure().ifPresent(message::failed);
        if (!message.wasBegun()) {
            return end(message, () -> ended(unhandled(message, End.GIVEN_BACK)));
        }
        if (outcome.isHandled() && message.isLost()) {
            // If the ledger still accepts this write, the consumer that gets the message has not begun its handler and
            // never will.
            claims.note(message, ledger -> ledger.done(lease));
        }
        return end(message, () -> {
            if (outcome.isHandled()) {
                return handled(message, lease, done.get());
            } else if (message.isStopped()) {
                return ended(unhandled(message, End.INTERRUPTED));
            }
            return outcome.behind()
                    ? ended(unhandled(message, End.GIVEN_BACK))
                    : failed(message, lease, outcome.failure().orElseThrow(), outcome.shared());
        });
    }

    private CompletableFuture<End> handled(InFlight message, Lease lease, CompletableFuture<Boolean> done) {
        return done.handle((ours, failure) -> {
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

    /**
     * A failure of a whole batch never gives a message up, because another event may have caused it. Each message is retried
     * alone.
     */
    private CompletableFuture<End> failed(InFlight message, Lease lease, Throwable failure, boolean shared) {
        Failure meaning = Failure.of(failure, options.permanent());
        if (meaning.unsent()) {
            return ended(unsent(message, lease, failure));
        }
        if (!shared && (meaning.permanent() || lease.attempt() >= options.maxAttempts())) {
            LOG.debug("Route {}: {} is given up", options.route(), message, failure);
            return givingUp.giveUp(message, lease, Cause.of(failure));
        }
        Duration wait = meaning.retryAfter()
                .map(asked -> Durations.shorter(asked, options.backoff().most()))
                .orElseGet(() -> backoff(lease.attempt()));
        LOG.atLevel(shared ? Level.DEBUG : Level.WARN)
                .log(
                        "Route {}: {} failed in attempt {} of {}; retry in {} s: {}",
                        options.route(),
                        message,
                        lease.attempt(),
                        options.maxAttempts(),
                        Delivery.seconds(wait),
                        SafeText.of(failure));
        LOG.debug("Route {}: {} failed", options.route(), message, failure);
        return ended(acknowledgement.back(
                message, wait, End.FAILED, claims.note(message, ledger -> ledger.failed(lease, Cause.of(failure)))));
    }

    /** Returns a message that could not be sent to its handler for lack of a connection or thread. No attempt is counted. */
    private End unsent(InFlight message, Lease lease, Throwable failure) {
        Duration wait = backoff(message.receiveCount());
        LOG.warn(
                "Route {}: {} could not be sent to its handler; retry in {} s without counting an attempt: {}",
                options.route(),
                message,
                Delivery.seconds(wait),
                SafeText.of(failure));
        return acknowledgement.back(
                message, wait, End.GIVEN_BACK, claims.note(message, ledger -> ledger.release(lease)));
    }

    /** Returns a message whose handler has not begun or does not count. No attempt is counted. */
    End unhandled(InFlight message, End end) {
        Lease lease = message.lease();
        return lease == null
                ? acknowledgement.back(message, Duration.ZERO, end)
                : acknowledgement.back(
                        message, Duration.ZERO, end, claims.note(message, ledger -> ledger.release(lease)));
    }

    private Duration backoff(int attempt) {
        return options.backoff().after(attempt, ThreadLocalRandom.current());
    }

    static CompletableFuture<End> ended(End end) {
        return CompletableFuture.completedFuture(end);
    }
}
