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

/** A lock in the ledger for one operation on dead letters. The operation renews it while it runs. */
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
     * Takes the lock, waiting a few seconds.
     *
     * @param attempt tries to take the lock for a duration; empty while another holder has it
     * @param length how long the lock outlives an interrupted operation
     * @param otherwise the start of the refusal, such as {@code another operation is releasing group 7}
     * @throws RefusedException if another operation keeps the lock
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
        throw new RefusedException(Reason.BUSY, otherwise + ", or was interrupted; try again in a few minutes");
    }

    /**
     * Renews the lock. Call this more often than every third of the lock's length.
     *
     * @throws RefusedException if another operation has taken the lock
     */
    void renew() {
        Instant now = clock.instant();
        if (Duration.between(renewed, now).compareTo(length.dividedBy(3)) > 0) {
            if (!locks.renew(lease, length)) {
                throw new RefusedException(
                        Reason.BUSY, otherwise + " by now, because this operation lost its lock; try again");
            }
            renewed = now;
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        locks.unlock(lease);
    }
}
