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
 * This consumer's calls to the ledger: claims of received messages, together for one receive, and records of how messages ended.
 */
final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final DeliveryOptions options;
    private final String subscriber;
    private final LedgerWrites ledger;
    private final Strain strain;
    private final Clock clock;

    /** The average time of a claim, from the request to its answer. */
    private final AverageTime claiming = new AverageTime(Duration.ZERO);

    /**
     * @param subscriber the queue's name
     * @param strain grows while the ledger does not answer
     */
    Claims(DeliveryOptions options, String subscriber, LedgerWrites ledger, Strain strain, Clock clock) {
        this.options = options;
        this.subscriber = subscriber;
        this.ledger = ledger;
        this.strain = strain;
        this.clock = clock;
    }

    /**
     * Claims messages that were received together. The result completes when each claim has its answer, and never fails. If the
     * claims cannot be requested, each message is claimed when its turn comes.
     */
    CompletableFuture<Void> claim(List<InFlight> messages) {
        long begin = System.nanoTime();
        List<CompletableFuture<Claim>> claims;
        try {
            claims = ledger.claim(messages.stream().map(this::work).toList(), options.visibilityTimeout());
        } catch (RuntimeException | Error e) {
            // An exception would leave these messages without anyone to end them.
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
     * The answer to the claim of a message. Claims the message now if that was not done before.
     *
     * @throws LedgerUnavailableException if the ledger does not answer
     */
    Claim of(InFlight message) {
        Optional<CompletableFuture<Claim>> together = message.takeClaim();
        if (together.isPresent() && !(LedgerWrites.await(together.get()) instanceof Claim.HeldByAnother)) {
            return LedgerWrites.await(together.get());
        }
        // The earlier claim may have met the lease of the message before, which has ended since.
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
     * Releases the lease of a message that was claimed but not begun, so that the next consumer need not wait until the lease
     * ends.
     *
     * @return completes, and never fails, when the lease is released or there was none
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
     * Records the end of a message. A failure of this write is only logged, because the lease expires by itself.
     *
     * @return completes, and never fails, when the ledger has answered
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

    /** Records that the handler succeeded. The result is false if the lease was lost before. */
    CompletableFuture<Boolean> done(Lease lease) {
        return felt(ledger.done(lease));
    }

    /** Records that the handler of several messages succeeded. Returns a result for each, in the same order. */
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

    /**
     * Records that the handler succeeded, and retries while the ledger does not answer and the message is still ours. Empty if
     * that failed.
     */
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

    /** Reports that the ledger did not answer a claim. */
    void away(LedgerUnavailableException failure) {
        strain.grown(failure);
    }

    /** The time that a message takes besides its handler: its claim and, about as long, the write that it is done. */
    Duration besideHandler() {
        return Duration.ofNanos(claiming.nanos(2));
    }

    /**
     * How long a message waits for the lease of another consumer. That lease may be renewed for hours, and SQS counts each
     * receive. So the wait is the rest of the lease, doubled with each further receive, up to the longest backoff.
     */
    Duration untilFree(InFlight message, Claim.HeldByAnother held) {
        // The clocks of two hosts differ, but no lease is longer than the visibility timeout.
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
