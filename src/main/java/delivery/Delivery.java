package delivery;

import event.ReceivedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import ledger.Claim;
import ledger.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.LogContext;
import process.SafeText;

/**
 * The delivery of one received message, from its claim to the call that acknowledges it.
 *
 * <p>A success goes to the ledger, then the message is deleted. A dead letter is sent first, then the ledger is written, then the
 * message is deleted. A crash between any two steps loses nothing, and repeats nothing that the ledger can prevent.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final DeliveryOptions options;
    private final Claims claims;
    private final Attempt attempt;
    private final GivingUp givingUp;
    private final Acknowledgement acknowledgement;
    private final Settlement settlement;

    Delivery(
            DeliveryOptions options,
            Claims claims,
            Attempt attempt,
            GivingUp givingUp,
            Acknowledgement acknowledgement,
            Settlement settlement) {
        this.options = options;
        this.claims = claims;
        this.attempt = attempt;
        this.givingUp = givingUp;
        this.acknowledgement = acknowledgement;
        this.settlement = settlement;
    }

    /**
     * Delivers a message that the heartbeat watches. The handler has run when this returns. The result completes, and never
     * fails, when the ledger has answered and the acknowledgement is queued. Dependent stages may run on a thread that makes
     * calls.
     *
     * @param before the previous message of the same group, or {@code null}
     */
    CompletableFuture<End> deliver(InFlight message, InFlight before) {
        return settlement.surely(message, () -> begin(message, before));
    }

    private CompletableFuture<End> begin(InFlight message, InFlight before) {
        if (givingUp.isFollower(message, before)) {
            return settlement.end(message, () -> givingUp.follow(message));
        }
        ReceivedEvent event = message.event();
        return LogContext.during(
                options.route(), event.id(), event.traceId().orElse(null), () -> begin(message, event));
    }

    private CompletableFuture<End> begin(InFlight message, ReceivedEvent event) {
        Claim claim = claims.of(message);
        if (!(claim instanceof Claim.Granted granted)) {
            return settlement.end(message, () -> givingUp.unhandledClaim(message, claim));
        }
        Optional<Instant> expired = options.limits().expiry().passed(event);
        return expired.isPresent()
                ? settlement.end(message, () -> expired(message, granted.lease(), expired.get()))
                : work(message, granted.lease());
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

    private CompletableFuture<End> work(InFlight message, Lease lease) {
        if (!message.begin(lease)) {
            return settlement.notBegun(message, lease);
        }
        return settlement.worked(message, attempt.run(List.of(message)).get(0));
    }

    /** Returns a message that was not started: it is visible again at once. */
    CompletableFuture<End> giveBack(InFlight message) {
        return settlement.end(
                message, () -> Settlement.ended(acknowledgement.back(message, Duration.ZERO, End.GIVEN_BACK)));
    }

    /**
     * Returns a message whose handler a stop cannot await any longer. Its attempt is not counted, and the message is visible at
     * once, unless it has ended in the meantime.
     */
    CompletableFuture<End> abandon(InFlight message) {
        return settlement.surely(
                message,
                () -> settlement.end(message, () -> Settlement.ended(settlement.unhandled(message, End.INTERRUPTED))));
    }

    /** Sends the collected deletes sooner, because groups wait for them. */
    void hurryDeletes(Duration took) {
        acknowledgement.hurryDeletes(took);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
