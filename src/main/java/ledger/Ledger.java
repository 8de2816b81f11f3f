package ledger;

import failure.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The record of what has become of each event at each subscriber.
 *
 * <p>A subscriber claims an event before its handler runs and records how the handler ended. A granted claim has a {@link Lease}.
 * A lease that has run out can be taken over by another consumer. From then on, writes of the former owner have no effect.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when it cannot be known whether the write was done.
 */
public interface Ledger {
    /** Claims an event for the duration {@code lease}. A granted claim counts as an attempt. */
    Claim claim(Work work, Duration lease);

    /** Keeps a lease for {@code duration} from now. False if it was lost. */
    boolean renew(Lease lease, Duration duration);

    /** The handler succeeded. False if the lease was lost before, so that the result does not count. */
    boolean done(Lease lease);

    /** The handler failed, and the event will be tried again. False if the lease was lost before. */
    boolean failed(Lease lease, Cause cause);

    /**
     * The event was given up, but is not in a dead-letter queue yet. The next claim gets {@link Claim.GivenUp}. False if the
     * lease was lost before.
     */
    boolean givenUp(Lease lease, Cause cause);

    /** The event was given up and is in a dead-letter queue. False if the lease was lost before. */
    boolean dead(Lease lease, Cause cause);

    /** The handler did not come to an end, and counts as not run: no attempt is counted. False if the lease was lost. */
    boolean release(Lease lease);

    /**
     * The event is past its own expiry time and is not handled. No attempt is counted. False if the lease was lost before. A
     * ledger without this state records the event as done.
     */
    default boolean expired(Lease lease) {
        return done(lease);
    }

    /** Why this ledger makes a separate call for each write, although writes could share calls; empty if they do. */
    default Optional<String> whyOneByOne() {
        return Optional.empty();
    }

    /**
     * This ledger for one consumer, without methods that block.
     *
     * @param calls makes the calls to DynamoDB
     */
    default LedgerWrites shared(Executor calls) {
        return new SingleWrites(this, calls);
    }
}
