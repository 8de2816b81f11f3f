package delivery;

import cost.Spending;
import failure.Cause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import ledger.Claim;
import ledger.Lease;
import ledger.LedgerWrites;
import ledger.Work;

/** Counts the writes to the ledger. AWS bills each item, however many share a call. */
record CountedWrites(LedgerWrites writes, Spending spending) implements LedgerWrites {
    @Override
    public List<CompletableFuture<Claim>> claim(List<Work> works, Duration lease) {
        spending.ledgerWrites(works.size());
        return writes.claim(works, lease);
    }

    @Override
    public CompletableFuture<Boolean> renew(Lease lease, Duration duration) {
        spending.ledgerWrites(1);
        return writes.renew(lease, duration);
    }

    @Override
    public CompletableFuture<Boolean> done(Lease lease) {
        spending.ledgerWrites(1);
        return writes.done(lease);
    }

    @Override
    public List<CompletableFuture<Boolean>> done(List<Lease> leases) {
        spending.ledgerWrites(leases.size());
        return writes.done(leases);
    }

    @Override
    public CompletableFuture<Boolean> failed(Lease lease, Cause cause) {
        spending.ledgerWrites(1);
        return writes.failed(lease, cause);
    }

    @Override
    public CompletableFuture<Boolean> givenUp(Lease lease, Cause cause) {
        spending.ledgerWrites(1);
        return writes.givenUp(lease, cause);
    }

    @Override
    public CompletableFuture<Boolean> dead(Lease lease, Cause cause) {
        spending.ledgerWrites(1);
        return writes.dead(lease, cause);
    }

    @Override
    public CompletableFuture<Boolean> release(Lease lease) {
        spending.ledgerWrites(1);
        return writes.release(lease);
    }

    @Override
    public CompletableFuture<Boolean> expired(Lease lease) {
        spending.ledgerWrites(1);
        return writes.expired(lease);
    }
}
