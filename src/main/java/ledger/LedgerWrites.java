package ledger;

import failure.Cause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The {@link Ledger} without blocking, for one consumer. No method waits for DynamoDB, and writes made at the same time share
 * calls.
 *
 * <p>Each result fails with a {@link LedgerUnavailableException} when it cannot be known whether the write was done. A stage that
 * depends on a result runs on a thread that makes calls, so it must not wait for another result.
 */
public interface LedgerWrites {
    /** {@link Ledger#claim} for all messages of one receive. It returns a result for each, in the same order. */
    List<CompletableFuture<Claim>> claim(List<Work> works, Duration lease);

    /** {@link Ledger#renew} */
    CompletableFuture<Boolean> renew(Lease lease, Duration duration);

    /** {@link Ledger#done} */
    CompletableFuture<Boolean> done(Lease lease);

    /** {@link Ledger#done} for all messages of one handler run. It returns a result for each, in the same order. */
    default List<CompletableFuture<Boolean>> done(List<Lease> leases) {
        return leases.stream().map(this::done).toList();
    }

    /** {@link Ledger#failed} */
    CompletableFuture<Boolean> failed(Lease lease, Cause cause);

    /** {@link Ledger#givenUp} */
    CompletableFuture<Boolean> givenUp(Lease lease, Cause cause);

    /** {@link Ledger#dead} */
    CompletableFuture<Boolean> dead(Lease lease, Cause cause);

    /** {@link Ledger#release} */
    CompletableFuture<Boolean> release(Lease lease);

    /** {@link Ledger#expired} */
    CompletableFuture<Boolean> expired(Lease lease);

    /**
     * Waits for the result of a write. A thread that makes calls to the ledger must not call this.
     *
     * @throws LedgerUnavailableException if it cannot be known whether the write was done
     */
    static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
