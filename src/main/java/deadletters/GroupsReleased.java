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
 * Releases parked groups: sends their letters back and unparks them. Each group is locked from its first letter on, so
 * that no message follows it into the dead letters meanwhile, and is unparked when all letters are back.
 *
 * <p>A release may be interrupted at any point and repeated: the group stays parked until all its letters are back.
 */
final class GroupsReleased implements AutoCloseable {
    private static final Duration LOCK = Duration.ofMinutes(2);

    private final String queue;
    private final ParkedGroups groups;
    private final Clock clock;
    private final Map<String, Optional<ParkedGroup>> known = new HashMap<>();
    private final Map<String, Release> released = new HashMap<>();

    /** A release in progress. */
    private record Release(ParkedGroup group, OperationLock lock) {}

    GroupsReleased(String queue, ParkedGroups groups, Clock clock) {
        this.queue = queue;
        this.groups = groups;
        this.clock = clock;
    }

    /** Whether the group is parked, so that its messages become dead letters. */
    boolean isParked(String group) {
        return find(group)
                .filter(found -> found.standing() != Standing.RELEASED)
                .isPresent();
    }

    /** Whether a release of the group has begun, here or in an operation that was interrupted. */
    boolean isBegun(String group) {
        return released.containsKey(group)
                || find(group)
                        .filter(found -> found.standing() == Standing.RELEASING)
                        .isPresent();
    }

    /** Whether this operation is releasing any group. */
    boolean hasBegun() {
        return !released.isEmpty();
    }

    /**
     * Begins to release a group; messages in the queue wait for its letters.
     *
     * @return false if the group is not parked any more
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

    /** The prefix of the deduplication ids of letters that go back with their group. */
    Optional<String> mark(String group) {
        return Optional.ofNullable(released.get(group))
                .map(release -> release.group().mark());
    }

    /** Records that letters of the group are in the queue, up to this sequence number. */
    void sent(String group, BigInteger sequence) {
        Release release = released.get(group);
        ParkedGroup further = release.group().with(sequence);
        groups.put(further);
        released.put(group, new Release(further, release.lock()));
    }

    /** Renews the locks. */
    void renew() {
        released.values().forEach(release -> release.lock().renew());
    }

    /** Unparks the groups, once all their letters are back. */
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

    /** Waits for the lock, because a consumer holds it briefly for each message that follows its group. */
    private OperationLock lock(String group) {
        return OperationLock.take(
                groups,
                length -> groups.lock(queue, group, length),
                LOCK,
                clock,
                "another operation is releasing group " + group + " of " + queue);
    }
}
