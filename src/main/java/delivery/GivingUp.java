package delivery;

import configuration.Durations;
import delivery.Parking.Course;
import failure.Backoff;
import failure.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import ledger.Claim;
import ledger.Lease;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import sqs.DeadLetterQueue;
import telemetry.Destination;
import telemetry.Sending;

/**
 * Gives up a message that is not worth another attempt. It sends the dead letter first, then writes the ledger, then deletes the
 * message. It also parks the group, if the route says so. The decision is final: if the letter cannot be sent, it is sent again
 * later, and the handler does not run again.
 */
final class GivingUp {
    private static final Logger LOG = LoggerFactory.getLogger(GivingUp.class);

    /** How long a message waits while another process holds the lock of its group. */
    private static final Duration WHILE_LOCKED = Duration.ofSeconds(1);

    /** How often sending a dead letter is tried before its message is returned to the queue. */
    private static final int SENDS_OF_A_LETTER = 3;

    private static final Duration PAUSE_BETWEEN_SENDS = Duration.ofMillis(200);

    private final DeliveryOptions options;
    private final DeadLetterQueue deadLetters;
    private final Optional<Parking> parking;
    private final Claims claims;
    private final Acknowledgement acknowledgement;
    private final Strain ledgerStrain;

    GivingUp(
            DeliveryOptions options,
            DeadLetterQueue deadLetters,
            Optional<Parking> parking,
            Claims claims,
            Acknowledgement acknowledgement,
            Strain ledgerStrain) {
        this.options = options;
        this.deadLetters = deadLetters;
        this.parking = parking;
        this.claims = claims;
        this.acknowledgement = acknowledgement;
        this.ledgerStrain = ledgerStrain;
    }

    /** Whether the message is not handled but follows its group, which is parked or being released. */
    boolean isFollower(InFlight message, InFlight before) {
        return parking.isPresent() && parking.get().course(message, before) != Course.HANDLE;
    }

    /** Ends a message whose group is parked or being released. */
    CompletableFuture<End> follow(InFlight message) {
        Parking group = parking.orElseThrow();
        try {
            Optional<Lease> lock = group.lock(message);
            if (lock.isEmpty()) {
                return ended(acknowledgement.back(message, WHILE_LOCKED, End.GIVEN_BACK));
            }
            try {
                return switch (group.courseNow(message)) {
                    case HANDLE -> ended(acknowledgement.back(message, Duration.ZERO, End.GIVEN_BACK));
                    case FOLLOW -> {
                        End end = keepUntried(message).join();
                        ledgerNote(message, () -> group.renew(message));
                        yield ended(end);
                    }
                    case GO_BEHIND -> {
                        group.sendBehind(message);
                        yield ended(acknowledgement.delete(message, End.SENT_BEHIND));
                    }
                };
            } finally {
                ledgerNote(message, () -> group.unlock(lock.get()));
            }
        } catch (LedgerUnavailableException e) {
            return ended(unclaimed(message, e));
        }
    }

    private CompletableFuture<End> keepUntried(InFlight message) {
        Claim claim = claims.of(message);
        if (claim instanceof Claim.GivenUp givenUp) {
            return keep(message, givenUp.lease(), givenUp.cause());
        }
        if (!(claim instanceof Claim.Granted granted)) {
            return unhandledClaim(message, claim);
        }
        return keep(message, granted.lease().untried(), Cause.of(new GroupParkedException(message.group())));
    }

    /** Ends a message whose claim was not granted. */
    CompletableFuture<End> unhandledClaim(InFlight message, Claim claim) {
        if (claim instanceof Claim.GivenUp givenUp) {
            return giveUp(message, givenUp.lease(), givenUp.cause());
        }
        if (claim instanceof Claim.HeldByAnother held) {
            return ended(acknowledgement.back(message, claims.untilFree(message, held), End.GIVEN_BACK));
        }
        return ended(acknowledgement.delete(message, End.DUPLICATE));
    }

    /** Returns a message that could not be claimed because the ledger does not answer. No attempt is counted. */
    End unclaimed(InFlight message, LedgerUnavailableException failure) {
        claims.away(failure);
        Duration wait = options.backoff().after(message.receiveCount(), ThreadLocalRandom.current());
        LOG.warn(
                "Route {}: {} cannot be claimed; retry in {} s without counting an attempt: {}",
                options.route(),
                message,
                Delivery.seconds(wait),
                SafeText.of(failure));
        return acknowledgement.back(message, wait, End.GIVEN_BACK);
    }

    /** Sends the message to the dead-letter queue, and parks its group if the route says so. */
    CompletableFuture<End> giveUp(InFlight message, Lease lease, Cause cause) {
        return parking.map(group -> park(message, lease, cause, group)).orElseGet(() -> keep(message, lease, cause));
    }

    /** The group is parked first, so that no later message is handled, whatever happens in between. */
    private CompletableFuture<End> park(InFlight message, Lease lease, Cause cause, Parking group) {
        String why = "its group is being released";
        try {
            Optional<Lease> lock = group.lock(message);
            if (lock.isPresent()) {
                try {
                    group.park(message);
                    return ended(keep(message, lease, cause).join());
                } finally {
                    ledgerNote(message, () -> group.unlock(lock.get()));
                }
            }
        } catch (LedgerUnavailableException e) {
            claims.away(e);
            why = SafeText.of(e);
        }
        Duration wait = untilParked(message);
        LOG.warn(
                "Route {}: {} is given up ({}), but its group cannot be parked; retry in {} s: {}",
                options.route(),
                message,
                text(cause),
                Delivery.seconds(wait),
                why);
        return ended(acknowledgement.back(
                message, wait, End.FAILED, claims.note(message, ledger -> ledger.givenUp(lease, cause))));
    }

    /** The wait grows, because a release may take long, and SQS itself moves a message that was received too often. */
    private Duration untilParked(InFlight message) {
        Duration most = options.backoff().most();
        return new Backoff(Durations.shorter(WHILE_LOCKED, most), most)
                .after(message.receiveCount(), ThreadLocalRandom.current());
    }

    private CompletableFuture<End> keep(InFlight message, Lease lease, Cause cause) {
        try {
            send(message, lease, cause);
        } catch (RuntimeException e) {
            Duration wait = backoff(message, lease);
            LOG.error(
                    "Route {}: {} is given up ({}), but its dead letter cannot be sent; retry in {} s: {}",
                    options.route(),
                    message,
                    text(cause),
                    Delivery.seconds(wait),
                    SafeText.of(e));
            return ended(acknowledgement.back(
                    message, wait, End.FAILED, claims.note(message, ledger -> ledger.givenUp(lease, cause))));
        }
        LOG.error(
                "Route {}: {} is a dead letter after attempt {}: {}",
                options.route(),
                message,
                lease.attempt(),
                text(cause));
        return claims.note(message, ledger -> ledger.dead(lease, cause))
                .thenApply(noted -> acknowledgement.delete(message, End.DEAD));
    }

    /** Retries a few times, so that a short outage does not cost another receive. */
    private void send(InFlight message, Lease lease, Cause cause) {
        Sending sending = message.processing()
                .send(() -> Destination.queue(deadLetters.place().name()));
        try {
            sendUntilKept(message, lease, cause);
            sending.accepted(null);
        } catch (RuntimeException | Error e) {
            sending.failed(e);
            throw e;
        }
    }

    private void sendUntilKept(InFlight message, Lease lease, Cause cause) {
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

    /** The backoff grows with the number of failed sends, estimated from SQS's receive count. */
    private Duration backoff(InFlight message, Lease lease) {
        int unsent = Math.max(1, message.receiveCount() - lease.attempt() + 1);
        return options.backoff().after(unsent, ThreadLocalRandom.current());
    }

    private void ledgerNote(InFlight message, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Route {}: the group of {} could not be written to the ledger: {}",
                    options.route(),
                    message,
                    SafeText.of(e));
        }
    }

    private static CompletableFuture<End> ended(End end) {
        return CompletableFuture.completedFuture(end);
    }

    private static String text(Cause cause) {
        return SafeText.of(cause.exception() + ": " + cause.message());
    }
}
