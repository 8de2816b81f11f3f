package ledger;

import failure.Cause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Writes to the ledger without shared calls: each write is a separate call.
 *
 * @param calls makes the calls
 */
record SingleWrites(Ledger ledger, Executor calls) implements LedgerWrites {
    @Override
    public List<CompletableFuture<Claim>> claim(List<Work> works, Duration lease) {
        return works.stream().map(work -> call(() -> ledger.claim(work, lease))).toList();
    }

    @Override
    public CompletableFuture<Boolean> renew(Lease lease, Duration duration) {
        return call(() -> ledger.renew(lease, duration));
    }

    @Override
    public CompletableFuture<Boolean> done(Lease lease) {
        return call(() -> ledger.done(lease));
    }

    @Override
    public CompletableFuture<Boolean> failed(Lease lease, Cause cause) {
        return call(() -> ledger.failed(lease, cause));
    }

    @Override
    public CompletableFuture<Boolean> givenUp(Lease lease, Cause cause) {
        return call(() -> ledger.givenUp(lease, cause));
    }

    @Override
    public CompletableFuture<Boolean> dead(Lease lease, Cause cause) {
        return call(() -> ledger.dead(lease, cause));
    }

    @Override
    public CompletableFuture<Boolean> release(Lease lease) {
        return call(() -> ledger.release(lease));
    }

    @Override
    public CompletableFuture<Boolean> expired(Lease lease) {
        return call(() -> ledger.expired(lease));
    }

    private <T> CompletableFuture<T> call(Supplier<T> write) {
        return CompletableFuture.supplyAsync(write, calls);
    }
}
