package deadletters;

import deadletters.RefusedException.Reason;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import ledger.Lease;
import ledger.ParkedGroup;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups;

/**
 * The parked groups whose letters are sent back: each is locked from its first letter to the end, so that nothing follows it
 * into the dead letters meanwhile, and goes on when all of them are back.
 *
 * <p>It may be interrupted at any point and begun again: the group stays parked for all that has not been sent back.
 */
final class GroupsReleased implements AutoCloseable {
    private static final Duration LOCK = Duration.ofMinutes(2);
    private static final int LOCK_TRIES = 50;
    private static final Duration LOCK_PAUSE = Duration.ofMillis(100);

    private final String queue;
    private final ParkedGroups groups;
    private final Clock clock;
    private final Map<String, Optional<ParkedGroup>> known = new HashMap<>();
    private final Map<String, Release> released = new HashMap<>();

    /** A group under way. */
    private record Release(ParkedGroup group, Lease lock, Instant renewed) {}

    GroupsReleased(String queue, ParkedGroups groups, Clock clock) {
        this.queue = queue;
        this.groups = groups;
        this.clock = clock;
    }

    /** Whether everything of the group follows into the dead letters now. */
    boolean isParked(String group) {
        return find(group)
                .filter(found -> found.standing() != Standing.RELEASED)
                .isPresent();
    }

    /** Whether the group is being released, by us or by somebody who was interrupted. */
    boolean isBegun(String group) {
        return released.containsKey(group)
                || find(group)
                        .filter(found -> found.standing() == Standing.RELEASING)
                        .isPresent();
    }

    /** Whether any group is under way because of us. */
    boolean hasBegun() {
        return !released.isEmpty();
    }

    /**
     * From now on the letters of the group go back, and what is in the queue waits for them.
     *
     * @return false if the group is parked no longer
     */
    boolean begin(String group) {
        if (released.containsKey(group)) {
            return true;
        }
        Lease lock = lock(group);
        known.remove(group);
        if (!isParked(group)) {
            groups.unlock(lock);
            return false;
        }
        ParkedGroup parked = find(group).orElseThrow();
        ParkedGroup releasing = parked.standing() == Standing.RELEASING
                ? parked
                : parked.with(Standing.RELEASING, UUID.randomUUID().toString());
        groups.put(releasing);
        released.put(group, new Release(releasing, lock, clock.instant()));
        return true;
    }

    /** What the deduplication id of a letter begins with that goes back with its group. */
    Optional<String> mark(String group) {
        return Optional.ofNullable(released.get(group))
                .map(release -> release.group().mark());
    }

    /** Letters of the group are in the queue, the last of them with this sequence number. */
    void sent(String group, BigInteger sequence) {
        Release release = released.get(group);
        ParkedGroup further = release.group().with(sequence);
        groups.put(further);
        released.put(group, new Release(further, release.lock(), release.renewed()));
    }

    /** Keeps the locks. */
    void renew() {
        Instant due = clock.instant().minus(LOCK.dividedBy(3));
        released.replaceAll((group, release) -> {
            if (release.renewed().isAfter(due)) {
                return release;
            }
            if (!groups.renew(release.lock(), LOCK)) {
                throw busy(group);
            }
            return new Release(release.group(), release.lock(), clock.instant());
        });
    }

    /** All their letters are back: the groups go on. */
    void finish() {
        for (Release release : released.values()) {
            ParkedGroup group = release.group();
            if (group.last().signum() == 0) {
                groups.forget(group);
            } else {
                groups.put(group.with(Standing.RELEASED, group.release()));
            }
        }
    }

    @Override
    public void close() {
        released.values().forEach(release -> groups.unlock(release.lock()));
        released.clear();
    }

    private Optional<ParkedGroup> find(String group) {
        return known.computeIfAbsent(group, name -> groups.find(queue, name));
    }

    /** A consumer has the lock for a moment with each letter that follows. */
    private Lease lock(String group) {
        for (int tried = 0; tried < LOCK_TRIES; tried++) {
            Optional<Lease> lock = groups.lock(queue, group, LOCK);
            if (lock.isPresent()) {
                return lock.get();
            }
            LockSupport.parkNanos(LOCK_PAUSE.toNanos());
        }
        throw busy(group);
    }

    private RefusedException busy(String group) {
        return new RefusedException(
                Reason.BUSY,
                "somebody else releases group " + group + " of " + queue
                        + ", or was interrupted doing so; try again in a few minutes");
    }
}
