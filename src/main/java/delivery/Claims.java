package delivery;

import configuration.Durations;
import event.ReceivedEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import ledger.Claim;
import ledger.Lease;
import ledger.LedgerUnavailableException;
import ledger.LedgerWrites;
import ledger.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * What this consumer asks of the ledger: the right to work on messages, for all that one receive brought at once, and the
 * notes of how they ended.
 */
final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final DeliveryOptions options;
    private final String subscriber;
    private final LedgerWrites ledger;
    private final Strain strain;
    private final Clock clock;

    /** What a claim takes, from the request to its answer. */
    private final AverageTime claiming = new AverageTime(Duration.ZERO);

    /**
     * @param subscriber the queue's name
     * @param strain grows while the ledger is away
     */
    Claims(DeliveryOptions options, String subscriber, LedgerWrites ledger, Strain strain, Clock clock) {
        this.options = options;
        this.subscriber = subscriber;
        this.ledger = ledger;
        this.strain = strain;
        this.clock = clock;
    }

    /**
     * Claims messages that were received together; completes, and does not fail, when each claim has its answer. If the claims
     * cannot even be asked for, each message is claimed at its turn.
     */
    CompletableFuture<Void> claim(List<InFlight> messages) {
        long begin = System.nanoTime();
        List<CompletableFuture<Claim>> claims;
        try {
            claims = ledger.claim(messages.stream().map(this::work).toList(), options.visibilityTimeout());
        } catch (RuntimeException | Error e) {
            // Nobody else would let go of these messages.
            LOG.warn("Route {}: messages are claimed one by one: {}", options.route(), SafeText.of(e));
            return CompletableFuture.completedFuture(null);
        }
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).claimed(claims.get(i));
        }
        return CompletableFuture.allOf(claims.toArray(CompletableFuture[]::new)).handle((all, failure) -> {
            if (failure == null) {
                claiming.end(begin);
                strain.relieved();
            }
            return null;
        });
    }

    /**
     * The answer to the claim of a message, which is made now if it was not before.
     *
     * @throws LedgerUnavailableException if the ledger does not answer
     */
    Claim of(InFlight message) {
        Optional<CompletableFuture<Claim>> together = message.takeClaim();
        if (together.isPresent() && !(LedgerWrites.await(together.get()) instanceof Claim.HeldByAnother)) {
            return LedgerWrites.await(together.get());
        }
        // Whoever had it may be the message before it, which has come to its end since.
        return LedgerWrites.await(claim(message));
    }

    private CompletableFuture<Claim> claim(InFlight message) {
        long begin = System.nanoTime();
        CompletableFuture<Claim> claim = ledger.claim(List.of(work(message)), options.visibilityTimeout())
                .get(0);
        return claim.whenComplete((answer, failure) -> {
            if (failure == null) {
                claiming.end(begin);
                strain.relieved();
            }
        });
    }

    private Work work(InFlight message) {
        ReceivedEvent event = message.event();
        return new Work(
                event.id(),
                event.source(),
                subscriber,
                message.message().messageId(),
                message.receiveCount(),
                event.traceId().orElse(null));
    }

    /**
     * Releases what was claimed and not begun: whoever gets the message next must not wait until that lease ends.
     *
     * @return completes, and does not fail, when there is no such lease any more
     */
    CompletableFuture<Void> release(InFlight message) {
        return message.takeClaim()
                .map(claim -> claim.handle((answer, failure) -> releaseGranted(message, answer))
                        .thenCompose(released -> released))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> releaseGranted(InFlight message, Claim answer) {
        if (answer instanceof Claim.Granted granted) {
            return note(message, writes -> writes.release(granted.lease()));
        } else if (answer instanceof Claim.GivenUp givenUp) {
            return note(message, writes -> writes.givenUp(givenUp.lease(), givenUp.cause()));
        }
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Writes down an end whose message goes its way whether or not the ledger takes the note: the lease ends by itself.
     *
     * @return completes, and does not fail, when the ledger has answered
     */
    CompletableFuture<Void> note(InFlight message, Function<LedgerWrites, CompletableFuture<Boolean>> write) {
        return write.apply(ledger).handle((ours, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Route {}: the end of {} could not be written to the ledger; its lease expires by itself: {}",
                        options.route(),
                        message,
                        SafeText.of(cause(failure)));
            }
            return null;
        });
    }

    /** Writes down that the handler succeeded; false if the lease was lost before. */
    CompletableFuture<Boolean> done(Lease lease) {
        return felt(ledger.done(lease));
    }

    /** The same for messages that a handler got at once; a result for each, in the same order. */
    List<CompletableFuture<Boolean>> done(List<Lease> leases) {
        return ledger.done(leases).stream().map(this::felt).toList();
    }

    private CompletableFuture<Boolean> felt(CompletableFuture<Boolean> done) {
        return done.whenComplete((ours, failure) -> {
            if (failure == null) {
                strain.relieved();
            } else {
                strain.grown(cause(failure));
            }
        });
    }

    /** The same, again and again while the ledger is away and the message is still ours; empty if it could not be written. */
    Optional<Boolean> doneInTime(InFlight message, Lease lease, Duration reserve) {
        while (true) {
            Duration left = options.visibilityTimeout().minus(message.renewal().age(System.nanoTime()));
            if (left.compareTo(reserve) < 0 || !strain.pause(left.dividedBy(4))) {
                return Optional.empty();
            }
            try {
                return Optional.of(LedgerWrites.await(done(lease)));
            } catch (LedgerUnavailableException e) {
                LOG.debug("Route {}: the ledger is still away", options.route(), e);
            }
        }
    }

    /** The ledger did not answer a claim. */
    void away(LedgerUnavailableException failure) {
        strain.grown(failure);
    }

    /** What a message takes beside its handler: its claim and, about as long, the note that it is done. */
    Duration besideHandler() {
        return Duration.ofNanos(claiming.nanos(2));
    }

    /**
     * Until the lease of another consumer ends. It may be renewed for hours, and SQS counts receives: each further time is
     * twice as long as what is left of the lease, up to the longest backoff.
     */
    Duration untilFree(InFlight message, Claim.HeldByAnother held) {
        // The clocks of two hosts differ, and no lease is longer than this.
        Duration lease =
                Durations.shorter(Duration.between(clock.instant(), held.until()), options.visibilityTimeout());
        Duration longest = options.backoff().most();
        Duration wait = lease;
        for (int receive = 1; receive < message.receiveCount() && wait.compareTo(longest) < 0; receive++) {
            wait = Durations.shorter(wait.plus(wait), longest);
        }
        return wait;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
