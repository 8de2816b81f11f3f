package ledger;

import failure.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What has become of each event at each subscriber.
 *
 * <p>A subscriber claims an event before its handler runs and writes down how it ended. Who holds the claim is known by
 * its {@link Lease}; a lease that ran out can be taken over by another, and from then on nothing that the former owner
 * writes counts.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when it cannot be known whether the write was done.
 */
public interface Ledger {
    /** Asks to work on an event, for {@code lease}. A granted claim counts as an attempt. */
    Claim claim(Work work, Duration lease);

    /** Keeps a lease for {@code duration} from now. False if it was lost. */
    boolean renew(Lease lease, Duration duration);

    /** The handler succeeded. False if the lease was lost before, so that the result does not count. */
    boolean done(Lease lease);

    /** The handler failed and is to be tried again. False if the lease was lost before. */
    boolean failed(Lease lease, Cause cause);

    /**
     * The event was given up, and is not kept in a dead-letter queue yet: the next claim says so. False if the lease was lost
     * before.
     */
    boolean givenUp(Lease lease, Cause cause);

    /** The event was given up and is kept in a dead-letter queue. False if the lease was lost before. */
    boolean dead(Lease lease, Cause cause);

    /** The handler did not come to an end and has had no effect; the attempt is not counted. False if the lease was lost. */
    boolean release(Lease lease);

    /** Why it makes a call of its own for each write, although it could share calls; empty if it shares them. */
    default Optional<String> whyOneByOne() {
        return Optional.empty();
    }

    /**
     * This ledger for one consumer.
     *
     * @param calls makes the calls to DynamoDB
     */
    default LedgerWrites shared(Executor calls) {
        return new SingleWrites(this, calls);
    }
}
