package delivery;

import cost.Spending;
import failure.Cause;
import java.time.Duration;
import ledger.Claim;
import ledger.Lease;
import ledger.Ledger;
import ledger.Work;

/** A ledger whose writes are counted: each of its methods is one. */
record CountedLedger(Ledger ledger, Spending spending) implements Ledger {
    @Override
    public Claim claim(Work work, Duration lease) {
        spending.ledgerWrites(1);
        return ledger.claim(work, lease);
    }

    @Override
    public boolean renew(Lease lease, Duration duration) {
        spending.ledgerWrites(1);
        return ledger.renew(lease, duration);
    }

    @Override
    public boolean done(Lease lease) {
        spending.ledgerWrites(1);
        return ledger.done(lease);
    }

    @Override
    public boolean failed(Lease lease, Cause cause) {
        spending.ledgerWrites(1);
        return ledger.failed(lease, cause);
    }

    @Override
    public boolean givenUp(Lease lease, Cause cause) {
        spending.ledgerWrites(1);
        return ledger.givenUp(lease, cause);
    }

    @Override
    public boolean dead(Lease lease, Cause cause) {
        spending.ledgerWrites(1);
        return ledger.dead(lease, cause);
    }

    @Override
    public boolean release(Lease lease) {
        spending.ledgerWrites(1);
        return ledger.release(lease);
    }
}
