package ledger;

import failure.Cause;
import java.time.Duration;
import java.util.List;

/**
 * A ledger whose methods block until DynamoDB has answered. Writes of several threads share calls.
 *
 * @param writes must make its calls on threads other than those that wait here, or no call would ever end
 */
public record AwaitedLedger(LedgerWrites writes) implements Ledger {
    @Override
    public Claim claim(Work work, Duration lease) {
        return LedgerWrites.await(writes.claim(List.of(work), lease).get(0));
    }

    @Override
    public boolean renew(Lease lease, Duration duration) {
        return LedgerWrites.await(writes.renew(lease, duration));
    }

    @Override
    public boolean done(Lease lease) {
        return LedgerWrites.await(writes.done(lease));
    }

    @Override
    public boolean failed(Lease lease, Cause cause) {
        return LedgerWrites.await(writes.failed(lease, cause));
    }

    @Override
    public boolean givenUp(Lease lease, Cause cause) {
        return LedgerWrites.await(writes.givenUp(lease, cause));
    }

    @Override
    public boolean dead(Lease lease, Cause cause) {
        return LedgerWrites.await(writes.dead(lease, cause));
    }

    @Override
    public boolean release(Lease lease) {
        return LedgerWrites.await(writes.release(lease));
    }

    @Override
    public boolean expired(Lease lease) {
        return LedgerWrites.await(writes.expired(lease));
    }
}
