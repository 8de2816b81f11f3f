package ledger;

import failure.Cause;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Stands in for the ledger of a route without one. It grants every claim and takes SQS's receive count as the number of attempts.
 * Delivery is at least once, and a message that was only held back counts as an attempt.
 */
public final class ReceiveCount implements Ledger {
    @Override
    public Claim claim(Work work, Duration lease) {
        return new Claim.Granted(new Lease(work, work.subscriber(), "", 0, work.receiveCount(), lease));
    }

    @Override
    public boolean renew(Lease lease, Duration duration) {
        return true;
    }

    @Override
    public boolean done(Lease lease) {
        return true;
    }

    @Override
    public boolean failed(Lease lease, Cause cause) {
        return true;
    }

    @Override
    public boolean givenUp(Lease lease, Cause cause) {
        return true;
    }

    @Override
    public boolean dead(Lease lease, Cause cause) {
        return true;
    }

    @Override
    public boolean release(Lease lease) {
        return true;
    }

    @Override
    public LedgerWrites shared(Executor calls) {
        return new SingleWrites(this, Runnable::run); // nothing is called
    }
}
