package deadletters;

import deadletters.RefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import ledger.Lease;
import ledger.ParkedGroups;

/** A lock in the ledger that one operation on dead letters holds, and renews as long as the operation takes. */
final class OperationLock implements AutoCloseable {
    private static final int TRIES = 50;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ParkedGroups locks;
    private final Lease lease;
    private final Duration length;
    private final Clock clock;
    private final String otherwise;
    private Instant renewed;

    private OperationLock(ParkedGroups locks, Lease lease, Duration length, Clock clock, String otherwise) {
        this.locks = locks;
        this.lease = lease;
        this.length = length;
        this.clock = clock;
        this.otherwise = otherwise;
        this.renewed = clock.instant();
    }

    /**
     * Waits a few seconds for the lock.
     *
     * @param attempt takes the lock for so long; empty while another has it
     * @param length for how long the lock outlives an operation that is interrupted
     * @param otherwise who has the lock if this operation does not: {@code somebody else releases group 7}
     * @throws RefusedException if another keeps the lock
     */
    static OperationLock take(
            ParkedGroups locks,
            Function<Duration, Optional<Lease>> attempt,
            Duration length,
            Clock clock,
            String otherwise) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Lease> lease = attempt.apply(length);
            if (lease.isPresent()) {
                return new OperationLock(locks, lease.get(), length, clock, otherwise);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new RefusedException(
                Reason.BUSY, otherwise + ", or was interrupted doing so; try again in a few minutes");
    }

    /**
     * Keeps the lock; to be called more often than every third of its length.
     *
     * @throws RefusedException if another has taken the lock
     */
    void renew() {
        Instant now = clock.instant();
        if (Duration.between(renewed, now).compareTo(length.dividedBy(3)) > 0) {
            if (!locks.renew(lease, length)) {
                throw new RefusedException(
                        Reason.BUSY, otherwise + " by now, for this operation has lost its lock; try again");
            }
            renewed = now;
        }
    }

    /** Lets others have the lock. */
    @Override
    public void close() {
        locks.unlock(lease);
    }
}
