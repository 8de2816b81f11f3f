package deadletters;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    private final String queue;
    private final ParkedGroups groups;
    private final Clock clock;
    private final Map<String, Optional<ParkedGroup>> known = new HashMap<>();
    private final Map<String, Release> released = new HashMap<>();

    /** A group under way. */
    private record Release(ParkedGroup group, OperationLock lock) {}

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
        OperationLock lock = lock(group);
        known.remove(group);
        if (!isParked(group)) {
            lock.close();
            return false;
        }
        ParkedGroup parked = find(group).orElseThrow();
        ParkedGroup releasing = parked.standing() == Standing.RELEASING
                ? parked
                : parked.with(Standing.RELEASING, UUID.randomUUID().toString());
        groups.put(releasing);
        released.put(group, new Release(releasing, lock));
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
        released.put(group, new Release(further, release.lock()));
    }

    /** Keeps the locks. */
    void renew() {
        released.values().forEach(release -> release.lock().renew());
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
        released.values().forEach(release -> release.lock().close());
        released.clear();
    }

    private Optional<ParkedGroup> find(String group) {
        return known.computeIfAbsent(group, name -> groups.find(queue, name));
    }

    /** A consumer has the lock for a moment with each letter that follows. */
    private OperationLock lock(String group) {
        return OperationLock.take(
                groups,
                length -> groups.lock(queue, group, length),
                LOCK,
                clock,
                "somebody else releases group " + group + " of " + queue);
    }
}
