package ledger;

import static ledger.LedgerItem.state;
import static ledger.LedgerItem.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The ledger as a repository for Camel's idempotent consumer, in any route:
 * {@code .idempotentConsumer(header("ce_id")).idempotentRepository("#ledger")}.
 *
 * <p>A key is absent, in progress or finished. Camel asks with a boolean, and takes "no" for "handled before", so that
 * the message is acknowledged; if the one in progress then failed, the event would be lost. While a key is in progress
 * {@link #add} answers neither yes nor no, therefore: it throws {@link InProgressException}, the exchange fails, and its
 * message comes again. A key whose consumer died is in progress until its lease ends.
 *
 * <p>Keys of two repositories do not meet if the repositories have different names. Nothing prolongs a lease here: it
 * must be longer than the route can take.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger does not answer.
 */
public final class LedgerIdempotentRepository extends ServiceSupport implements IdempotentRepository {
    private static final String THERE_AND_NOT_HELD =
            "attribute_exists(#event) AND (#state <> :inProgress OR #leaseUntil <= :now)";

    private final Ledger ledger;
    private final LedgerTable table;
    private final String subscriber;
    private final Duration lease;
    private final Clock clock;
    private final ConcurrentMap<String, Lease> held = new ConcurrentHashMap<>();

    /**
     * @param name the repository's name
     * @param lease how long a key stays in progress without being confirmed or removed
     */
    public LedgerIdempotentRepository(LedgerTable table, String name, Duration lease, Clock clock) {
        this.ledger = new DynamoDbLedger(table, clock);
        this.table = table;
        this.subscriber = LedgerItem.REPOSITORY + name;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Takes the key for the caller.
     *
     * @return false if it was confirmed before
     * @throws InProgressException if someone works on it, in this process or another
     */
    @Override
    public boolean add(String key) {
        // Still at work here, even if its lease has ended: what it confirms or removes must be its own.
        if (held.containsKey(key)) {
            throw new InProgressException(key, clock.instant().plus(lease));
        }
        Claim claim = ledger.claim(new Work(key, subscriber, "", 1), lease);
        if (claim instanceof Claim.HeldByAnother another) {
            throw new InProgressException(key, another.until());
        }
        if (claim instanceof Claim.Granted granted) {
            held.put(key, granted.lease());
            return true;
        }
        return false;
    }

    /** Whether the key is in progress or finished. */
    @Override
    public boolean contains(String key) {
        return table.get(key(key)).filter(this::counts).isPresent();
    }

    /** Writes down that the key is finished. False if it was not added here, or if its lease was taken over. */
    @Override
    public boolean confirm(String key) {
        Lease mine = held.remove(key);
        return mine != null && ledger.done(mine);
    }

    /**
     * Gives up a key that was added here, or forgets one that nobody works on. False if there is nothing to remove, or
     * if another process works on it.
     */
    @Override
    public boolean remove(String key) {
        Lease mine = held.remove(key);
        return mine != null ? ledger.release(mine) : forget(key);
    }

    /** Forgets all keys of this repository, and of no other. It reads the whole table, which takes its time and price. */
    @Override
    public void clear() {
        held.clear();
        table.deleteAll(subscriber);
    }

    private boolean counts(LedgerItem item) {
        return switch (item.state()) {
            case DONE -> true;
            case IN_PROGRESS -> item.time(LedgerItem.LEASE_UNTIL).isAfter(clock.instant());
            default -> false;
        };
    }

    private boolean forget(String key) {
        Instant now = clock.instant();
        try {
            table.delete(
                    key(key), THERE_AND_NOT_HELD, Map.of(":inProgress", state(State.IN_PROGRESS), ":now", time(now)));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private Map<String, AttributeValue> key(String key) {
        return LedgerItem.key(key, subscriber);
    }
}
