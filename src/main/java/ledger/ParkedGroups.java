package ledger;

import static ledger.LedgerItem.text;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import ledger.ParkedGroup.Standing;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The parked groups of FIFO queues, in the ledger's table. All consumers see them, and they outlast a restart.
 *
 * <p>The caller holds the {@linkplain #lock lock} of a group that it changes. Every method throws
 * {@link LedgerUnavailableException} when it cannot be known whether the change was made.
 */
public final class ParkedGroups {
    /** SQS allows no {@code #} in a queue's name, so no subscriber can have such a sort key. */
    private static final String GROUP = "group#";

    private static final String LOCK = "group-lock#";
    private static final String LETTERS = "letters-lock#";

    /** Prefix of the items that list the parked groups under their queue's name, so one query finds all of a queue. */
    private static final String PARKED = "parked#";

    private static final String SINCE = "since";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String RELEASE = "release";
    private static final String SEQUENCE = "sequence";
    private static final String UNCHANGED = "#release = :release AND #sequence = :sequence AND #state = :state";

    private final LedgerTable table;
    private final Ledger locks;
    private final Clock clock;

    public ParkedGroups(LedgerTable table, Clock clock) {
        this.table = table;
        this.locks = new DynamoDbLedger(table, clock);
        this.clock = clock;
    }

    /**
     * A parked group, with the time of its parking.
     *
     * @param since when the group was parked
     */
    public record Parked(ParkedGroup group, Instant since) {}

    /** The group as it is now; empty if it is not parked. It costs one read. */
    public Optional<ParkedGroup> find(String queue, String group) {
        return table.get(key(queue, group)).map(item -> group(queue, item));
    }

    /**
     * The groups of a queue that are parked or being released, the earliest first. It costs one query, and one read for each
     * hundred groups.
     *
     * @param suspects groups that are looked up even if the queue's list does not contain them
     */
    public List<Parked> of(String queue, Collection<String> suspects) {
        Map<String, Instant> since = new HashMap<>();
        for (LedgerItem item : table.all(queue, PARKED, PATIENCE)) {
            since.put(item.sortKey().substring(PARKED.length()), item.time(SINCE));
        }
        Set<String> names = new TreeSet<>(since.keySet());
        names.addAll(suspects);
        return table.getAll(names.stream().map(name -> key(queue, name)).toList()).stream()
                .map(item -> {
                    ParkedGroup group = group(queue, item);
                    return new Parked(group, since.getOrDefault(group.group(), item.time(LedgerItem.LAST)));
                })
                .filter(parked -> parked.group().standing() != Standing.RELEASED)
                .sorted(Comparator.comparing(Parked::since)
                        .thenComparing(parked -> parked.group().group()))
                .toList();
    }

    private static ParkedGroup group(String queue, LedgerItem item) {
        Map<String, AttributeValue> attributes = item.attributes();
        return new ParkedGroup(
                queue,
                attributes.get(LedgerItem.EVENT).s(),
                Standing.valueOf(attributes.get(LedgerItem.STATE).s()),
                attributes.get(RELEASE).s(),
                new BigInteger(attributes.get(SEQUENCE).s()));
    }

    /**
     * Records the state of the group. The list is written before the group's item, and cleared after it, so it never lacks a
     * parked group.
     */
    public void put(ParkedGroup group) {
        if (group.standing() != Standing.RELEASED) {
            table.update(
                    listed(group),
                    "SET #since = if_not_exists(#since, :now), #expiry = :expiry",
                    Map.of(":now", LedgerItem.time(clock.instant()), ":expiry", table.expiry(clock.instant())));
        }
        Map<String, AttributeValue> item = new HashMap<>(key(group.queue(), group.group()));
        item.put(LedgerItem.STATE, text(group.standing().name()));
        item.put(RELEASE, text(group.release()));
        item.put(SEQUENCE, text(group.last().toString()));
        item.put(LedgerItem.LAST, LedgerItem.time(clock.instant()));
        // Each further letter of the group writes this item again, so no letter outlives the item.
        item.put(LedgerItem.EXPIRY, table.expiry(clock.instant()));
        table.put(item);
        if (group.standing() == Standing.RELEASED) {
            unlist(group);
        }
    }

    /** Removes a group that is normal again, unless it has changed in the meantime. */
    public void forget(ParkedGroup group) {
        try {
            table.delete(
                    key(group.queue(), group.group()),
                    UNCHANGED,
                    Map.of(
                            ":release", text(group.release()),
                            ":sequence", text(group.last().toString()),
                            ":state", text(group.standing().name())));
        } catch (ConditionalCheckFailedException e) {
            // The group has changed or is removed already, so its current state stays.
            return;
        }
        unlist(group);
    }

    private void unlist(ParkedGroup group) {
        try {
            table.delete(listed(group), "attribute_exists(#since) AND #since <> :never", Map.of(":never", text("")));
        } catch (ConditionalCheckFailedException e) {
            // The group is in no list.
        }
    }

    /** Locks a group for a change; empty if another holds the lock. */
    public Optional<Lease> lock(String queue, String group, Duration duration) {
        return claim(group, LOCK + queue, duration);
    }

    /** Locks the dead letters of a queue, because reading letters hides them from others; empty if another holds the lock. */
    public Optional<Lease> lockLetters(String queue, Duration duration) {
        return claim(queue, LETTERS + queue, duration);
    }

    /** Keeps a lock for {@code duration} from now. False if it was lost. */
    public boolean renew(Lease lock, Duration duration) {
        return locks.renew(lock, duration);
    }

    public void unlock(Lease lock) {
        locks.release(lock);
    }

    private Optional<Lease> claim(String event, String subscriber, Duration duration) {
        Work work = new Work(event, subscriber, UUID.randomUUID().toString(), 1);
        return locks.claim(work, duration) instanceof Claim.Granted granted
                ? Optional.of(granted.lease())
                : Optional.empty();
    }

    private static Map<String, AttributeValue> listed(ParkedGroup group) {
        return LedgerItem.key(group.queue(), PARKED + group.group());
    }

    private static Map<String, AttributeValue> key(String queue, String group) {
        return LedgerItem.key(group, GROUP + queue);
    }
}
