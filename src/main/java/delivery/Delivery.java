package delivery;

import configuration.Durations;
import delivery.Parking.Course;
import event.ReceivedEvent;
import failure.Cause;
import failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.LedgerUnavailableException;
import ledger.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import sqs.DeadLetterQueue;
import sqs.MessageReader;
import sqs.SqsQueue.Visibility;

/**
 * What happens to one received message, from its claim to the call that ends its stay.
 *
 * <p>The order of writes is handler, ledger, delete; and dead-letter queue, ledger, delete. A crash between any two of
 * them loses nothing and repeats nothing that the ledger can prevent.
 */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** How a message's stay ended here. */
    enum End {
        /** Its handler succeeded. */
        HANDLED(true),
        /** It was handled before. */
        DUPLICATE(true),
        /** It is kept in the dead-letter queue. */
        DEAD(true),
        /** It is at the end of the queue now, behind those of its group that were released. */
        SENT_BEHIND(true),
        /** It comes again after a backoff. */
        FAILED(false),
        /** It was not started. */
        GIVEN_BACK(false),
        /** Its handler did not come to an end before the stop. */
        INTERRUPTED(false),
        /** It is another consumer's now. */
        LOST(false),
        /** A stop has ended it before. */
        ENDED_BEFORE(false);

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

    /** How long a message waits while someone else decides about its group. */
    private static final Duration WHILE_LOCKED = Duration.ofSeconds(1);

    /** What a delete needs to arrive while the message is still ours. */
    private static final Duration TIME_TO_DELETE = Duration.ofMillis(500);

    /** How often a dead letter is sent before its message goes back to the queue. */
    private static final int SENDS_OF_A_LETTER = 3;

    private static final Duration PAUSE_BETWEEN_SENDS = Duration.ofMillis(200);

    private final DeliveryOptions options;
    private final String subscriber;
    private final Ledger ledger;
    private final Handler handler;
    private final Concurrency concurrency;
    private final DeadLetterQueue deadLetters;
    private final BatchedCalls<InFlight> deletes;
    private final BatchedCalls<Visibility> changes;
    private final Heartbeat heartbeat;
    private final Strain ledgerStrain;
    private final Optional<Parking> parking;
    private final Executor claims;
    private final Clock clock;

    /** What a claim takes, from the ledger's first answer on. */
    private final AverageTime claiming = new AverageTime(Duration.ZERO);

    /** @param claims claims messages ahead of their turn */
    Delivery(
            DeliveryOptions options,
            String subscriber,
            Ledger ledger,
            Handler handler,
            Concurrency concurrency,
            DeadLetterQueue deadLetters,
            BatchedCalls<InFlight> deletes,
            BatchedCalls<Visibility> changes,
            Heartbeat heartbeat,
            Strain ledgerStrain,
            Optional<Parking> parking,
            Executor claims,
            Clock clock) {
        this.options = options;
        this.subscriber = subscriber;
        this.ledger = ledger;
        this.handler = handler;
        this.concurrency = concurrency;
        this.deadLetters = deadLetters;
        this.deletes = deletes;
        this.changes = changes;
        this.heartbeat = heartbeat;
        this.ledgerStrain = ledgerStrain;
        this.parking = parking;
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * Works on a message that the heartbeat watches, to its end. Never throws.
     *
     * @param before the one of its group that was worked on before, or {@code null}
     * @param following the one of its group whose turn is next; empty if there is none
     */
    End deliver(InFlight message, InFlight before, Supplier<Optional<InFlight>> following) {
        try {
            if (parking.isPresent() && parking.get().course(message, before) != Course.HANDLE) {
                return end(message, () -> parked(message, parking.get()));
            }
            ReceivedEvent event = MessageReader.event(message.message());
            Claim claim = claimed(message, event);
            return claim instanceof Claim.Granted granted
                    ? work(message, event, granted.lease(), following)
                    : end(message, () -> unhandledClaim(message, claim));
        } catch (LedgerUnavailableException e) {
            ledgerStrain.grown(e);
            return end(message, () -> unclaimed(message, e));
        } catch (RuntimeException | Error e) {
            // Whatever that was, a message that the heartbeat keeps hidden and nobody works on would be stuck.
            LOG.error("Route {}: {} goes back, for its delivery failed", options.route(), message, e);
            message.end();
            return back(message, backoff(message.receiveCount()), End.FAILED);
        }
    }

    /** Makes a message visible at once that was not started. */
    End giveBack(InFlight message) {
        return end(message, () -> back(message, Duration.ZERO, End.GIVEN_BACK));
    }

    /**
     * The stop cannot wait for this handler any longer: its attempt is not counted and the message is visible at once,
     * unless it has come to its end in the meantime.
     */
    End abandon(InFlight message) {
        return end(message, () -> unhandled(message, End.INTERRUPTED));
    }

    /** A group, whose messages {@code took} that long, waits for their deletes. */
    void hurryDeletes(Duration took) {
        deletes.hurry(options.hurriedLinger(took));
    }

    /** What was claimed ahead, or is claimed now. */
    private Claim claimed(InFlight message, ReceivedEvent event) {
        Optional<CompletableFuture<Claim>> ahead = message.takeClaim();
        if (ahead.isEmpty()) {
            return claim(message, event);
        }
        try {
            return ahead.get().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /**
     * The next of a group is claimed while the one before is written down as done, so that the group waits for one call
     * between two handlers, and not for two. Of a group that may be parked that is decided first.
     */
    private void claimAhead(InFlight next) {
        if (options.remembered() && parking.isEmpty()) {
            next.claimAhead(() ->
                    CompletableFuture.supplyAsync(() -> claim(next, MessageReader.event(next.message())), claims));
        }
    }

    /**
     * Whoever gets the message next is not to wait until a lease ends that nobody worked under.
     *
     * @return completes, and does not fail, when there is no such lease any more
     */
    private CompletableFuture<Void> releaseClaim(InFlight message) {
        return message.takeClaim()
                .map(ahead -> ahead.<Void>handle((claim, failure) -> {
                    if (claim instanceof Claim.Granted granted) {
                        note(message, () -> ledger.release(granted.lease()));
                    } else if (claim instanceof Claim.GivenUp givenUp) {
                        note(message, () -> ledger.givenUp(givenUp.lease(), givenUp.cause()));
                    }
                    return null;
                }))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** What a message takes beside its handler: its claim and, about as long, the word that it is done. */
    Duration besideHandler() {
        return Duration.ofNanos(claiming.nanos(2));
    }

    private Claim claim(InFlight message, ReceivedEvent event) {
        long begin = System.nanoTime();
        Claim claim = ledger.claim(
                new Work(event.id(), subscriber, message.message().messageId(), message.receiveCount()),
                options.visibilityTimeout());
        claiming.end(begin);
        ledgerStrain.relieved();
        return claim;
    }

    /** It is not handled now: it goes where those of its group are that were before it. */
    private End parked(InFlight message, Parking group) {
        try {
            Optional<Lease> lock = group.lock(message);
            if (lock.isEmpty()) {
                return back(message, WHILE_LOCKED, End.GIVEN_BACK);
            }
            try {
                return switch (group.courseNow(message)) {
                    case HANDLE -> back(message, Duration.ZERO, End.GIVEN_BACK);
                    case FOLLOW -> {
                        End end = follow(message);
                        note(message, () -> group.renew(message));
                        yield end;
                    }
                    case GO_BEHIND -> {
                        group.sendBehind(message);
                        yield delete(message, End.SENT_BEHIND);
                    }
                };
            } finally {
                note(message, () -> group.unlock(lock.get()));
            }
        } catch (LedgerUnavailableException e) {
            ledgerStrain.grown(e);
            return unclaimed(message, e);
        }
    }

    private End follow(InFlight message) {
        Claim claim = claim(message, MessageReader.event(message.message()));
        if (claim instanceof Claim.GivenUp givenUp) {
            return keep(message, givenUp.lease(), givenUp.cause());
        }
        if (!(claim instanceof Claim.Granted granted)) {
            return unhandledClaim(message, claim);
        }
        Lease lease = granted.lease();
        Lease untried =
                new Lease(lease.work(), lease.owner(), lease.fencingToken(), lease.attempt() - 1, lease.duration());
        return keep(message, untried, Cause.of(new GroupParkedException(message.group())));
    }

    /** What becomes of a message whose claim asks for no handler. */
    private End unhandledClaim(InFlight message, Claim claim) {
        if (claim instanceof Claim.GivenUp givenUp) {
            return giveUp(message, givenUp.lease(), givenUp.cause());
        }
        if (claim instanceof Claim.HeldByAnother held) {
            return back(message, untilFree(message, held), End.GIVEN_BACK);
        }
        return delete(message, End.DUPLICATE);
    }

    /**
     * Until the lease of another consumer ends. It may be renewed for hours, and SQS counts receives: each further time is
     * twice as long as what is left of the lease, up to the longest backoff.
     */
    private Duration untilFree(InFlight message, Claim.HeldByAnother held) {
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

    private End unclaimed(InFlight message, LedgerUnavailableException failure) {
        Duration wait = backoff(message.receiveCount());
        LOG.warn(
                "Route {}: {} cannot be claimed and comes again in {} s, no attempt is counted: {}",
                options.route(),
                message,
                seconds(wait),
                SafeText.of(failure));
        return back(message, wait, End.GIVEN_BACK);
    }

    private End work(InFlight message, ReceivedEvent event, Lease lease, Supplier<Optional<InFlight>> following) {
        if (!message.begin(lease)) {
            note(message, () -> ledger.release(lease));
            return giveBack(message);
        }
        Optional<Throwable> failure = run(message, event);
        if (!message.wasBegun()) {
            return end(message, () -> unhandled(message, End.GIVEN_BACK));
        }
        if (failure.isEmpty()) {
            following.get().ifPresent(this::claimAhead);
            if (message.isLost()) {
                // If the ledger still takes it, whoever gets the message has not begun its handler and never will.
                note(message, () -> ledger.done(lease));
            }
        }
        return end(message, () -> {
            if (failure.isEmpty()) {
                return handled(message, lease);
            }
            return message.isStopped() ? unhandled(message, End.INTERRUPTED) : failed(message, lease, failure.get());
        });
    }

    private Optional<Throwable> run(InFlight message, ReceivedEvent event) {
        try {
            concurrency.run(() -> {
                if (message.beginHandling()) {
                    handler.handle(message, event);
                }
            });
            return Optional.empty();
        } catch (Throwable e) {
            // An Error is the handler's failure too; it must not end a thread or leave a message in flight.
            return Optional.of(e);
        } finally {
            message.stopWork();
        }
    }

    /** Ends the message's stay, unless that was done before or it is another consumer's. */
    private End end(InFlight message, Supplier<End> how) {
        if (!message.end()) {
            return End.ENDED_BEFORE;
        }
        return message.isLost() ? lost(message) : how.get();
    }

    private End handled(InFlight message, Lease lease) {
        while (true) {
            try {
                boolean ours = ledger.done(lease);
                ledgerStrain.relieved();
                return ours ? delete(message, End.HANDLED) : lost(message);
            } catch (LedgerUnavailableException e) {
                ledgerStrain.grown(e);
                Duration left = options.visibilityTimeout().minus(message.age(System.nanoTime()));
                if (left.compareTo(TIME_TO_DELETE) < 0 || !ledgerStrain.pause(left.dividedBy(4))) {
                    // The effect has happened. Deleting the message now prevents more repeats than keeping it would.
                    LOG.error(
                            "Route {}: {} was handled and is deleted, but the ledger could not be told: {}",
                            options.route(),
                            message,
                            SafeText.of(e));
                    End end = delete(message, End.HANDLED);
                    hurryDeletes(Duration.ZERO);
                    return end;
                }
            }
        }
    }

    private End failed(InFlight message, Lease lease, Throwable failure) {
        Failure meaning = Failure.of(failure, options.permanent());
        if (meaning.unsent()) {
            return unsent(message, lease, failure);
        }
        if (meaning.permanent() || lease.attempt() >= options.maxAttempts()) {
            LOG.debug("Route {}: {} is given up", options.route(), message, failure);
            return giveUp(message, lease, Cause.of(failure));
        }
        Duration wait = meaning.retryAfter()
                .map(asked -> Durations.shorter(asked, options.backoff().most()))
                .orElseGet(() -> backoff(lease.attempt()));
        LOG.warn(
                "Route {}: {} failed in attempt {} of {} and comes again in {} s: {}",
                options.route(),
                message,
                lease.attempt(),
                options.maxAttempts(),
                seconds(wait),
                SafeText.of(failure));
        LOG.debug("Route {}: {} failed", options.route(), message, failure);
        note(message, () -> ledger.failed(lease, Cause.of(failure)));
        return back(message, wait, End.FAILED);
    }

    /** There was no connection or thread for it: nobody has tried to handle it. */
    private End unsent(InFlight message, Lease lease, Throwable failure) {
        Duration wait = backoff(message.receiveCount());
        LOG.warn(
                "Route {}: {} was not sent to its handler and comes again in {} s, no attempt is counted: {}",
                options.route(),
                message,
                seconds(wait),
                SafeText.of(failure));
        note(message, () -> ledger.release(lease));
        return back(message, wait, End.GIVEN_BACK);
    }

    private End giveUp(InFlight message, Lease lease, Cause cause) {
        return parking.map(group -> park(message, lease, cause, group)).orElseGet(() -> keep(message, lease, cause));
    }

    /** The group is parked first: what follows must not be handled, whatever happens in between. */
    private End park(InFlight message, Lease lease, Cause cause, Parking group) {
        String why = "its group is being released";
        try {
            Optional<Lease> lock = group.lock(message);
            if (lock.isPresent()) {
                try {
                    group.park(message);
                    return keep(message, lease, cause);
                } finally {
                    note(message, () -> group.unlock(lock.get()));
                }
            }
        } catch (LedgerUnavailableException e) {
            ledgerStrain.grown(e);
            why = SafeText.of(e);
        }
        Duration wait = backoff(unsentLetters(message, lease));
        LOG.warn(
                "Route {}: {} is given up ({}), its group cannot be parked, and it comes again in {} s: {}",
                options.route(),
                message,
                text(cause),
                seconds(wait),
                why);
        note(message, () -> ledger.givenUp(lease, cause));
        return back(message, wait, End.FAILED);
    }

    /** What was given up stays given up: its letter is sent again, and its handler does not run again. */
    private End keep(InFlight message, Lease lease, Cause cause) {
        try {
            send(message, lease, cause);
        } catch (RuntimeException e) {
            Duration wait = backoff(unsentLetters(message, lease));
            LOG.error(
                    "Route {}: {} is given up ({}), its dead letter cannot be sent, and is sent again in {} s: {}",
                    options.route(),
                    message,
                    text(cause),
                    seconds(wait),
                    SafeText.of(e));
            note(message, () -> ledger.givenUp(lease, cause));
            return back(message, wait, End.FAILED);
        }
        LOG.error(
                "Route {}: {} is a dead letter after attempt {}: {}",
                options.route(),
                message,
                lease.attempt(),
                text(cause));
        note(message, () -> ledger.dead(lease, cause));
        return delete(message, End.DEAD);
    }

    /** A moment's trouble costs no further receive. */
    private void send(InFlight message, Lease lease, Cause cause) {
        for (int sends = 1; ; sends++) {
            try {
                deadLetters.keep(message.message(), lease, cause);
                return;
            } catch (SdkException e) {
                if (sends == SENDS_OF_A_LETTER || !ledgerStrain.rest(PAUSE_BETWEEN_SENDS.multipliedBy(sends))) {
                    throw e;
                }
                LOG.debug("Route {}: the dead letter of {} is sent again", options.route(), message, e);
            }
        }
    }

    /** How often the letter could not be sent, as far as the queue's own count tells. */
    private static int unsentLetters(InFlight message, Lease lease) {
        return Math.max(1, message.receiveCount() - lease.attempt() + 1);
    }

    private static String text(Cause cause) {
        return SafeText.of(cause.exception() + ": " + cause.message());
    }

    /** No attempt is counted. */
    private End unhandled(InFlight message, End end) {
        Lease lease = message.lease();
        if (lease != null) {
            note(message, () -> ledger.release(lease));
        }
        return back(message, Duration.ZERO, end);
    }

    private End lost(InFlight message) {
        heartbeat.forget(message);
        var unused = releaseClaim(message);
        Lease lease = message.lease();
        if (lease != null && !message.wasBegun()) {
            note(message, () -> ledger.release(lease));
        }
        return End.LOST;
    }

    private End delete(InFlight message, End end) {
        heartbeat.forget(message);
        if (options.deleteAfterRead()) {
            deletes.add(message).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "Route {}: {} could not be deleted and comes again: {}",
                            options.route(),
                            message,
                            SafeText.of(failure));
                }
            });
        }
        return end;
    }

    private End back(InFlight message, Duration wait, End end) {
        CompletableFuture<Void> quiet = CompletableFuture.allOf(heartbeat.forget(message), releaseClaim(message));
        Duration allowed =
                Durations.longer(Durations.shorter(wait, message.longestVisibility(System.nanoTime())), Duration.ZERO);
        changes.add(new Visibility(message.receiptHandle(), allowed), quiet).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Route {}: {} could not be given back and comes again after its visibility timeout: {}",
                        options.route(),
                        message,
                        SafeText.of(failure));
            }
        });
        return end;
    }

    /** Writes down an end whose message goes its way whether or not the ledger hears of it: the lease ends by itself. */
    private void note(InFlight message, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Route {}: the ledger could not be told what became of {}, whose lease ends by itself: {}",
                    options.route(),
                    message,
                    SafeText.of(e));
        }
    }

    private Duration backoff(int attempt) {
        return options.backoff().after(attempt, ThreadLocalRandom.current());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
