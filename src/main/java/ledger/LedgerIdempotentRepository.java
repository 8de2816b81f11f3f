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
 * <p>A key is absent, in progress or finished. Camel's {@link #add} returns a boolean, where false means "handled before", and
 * the message is acknowledged. If a key in progress returned false and its exchange then failed, the event would be lost. So
 * {@link #add} throws {@link InProgressException} for such a key: the exchange fails, and its message is redelivered. A key whose
 * consumer died stays in progress until its lease ends.
 *
 * <p>Repositories with different names do not share keys. A lease is not renewed here, so it must be longer than the route can
 * take.
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
     * @param lease how long a key stays in progress if it is neither confirmed nor removed
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
     * @return false if the key was confirmed before
     * @throws InProgressException if another exchange works on the key, in this process or another
     */
    @Override
    public boolean add(String key) {
        // Another exchange of this process still works on the key, even if its lease has ended. It must not confirm or
        // remove a newer claim.
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

    /** Records that the key is finished. False if it was not added here, or if its lease was taken over. */
    @Override
    public boolean confirm(String key) {
        Lease mine = held.remove(key);
        return mine != null && ledger.done(mine);
    }

    /**
     * Releases a key that was added here, or deletes a key that nobody works on. False if there is nothing to remove, or if
     * another process works on the key.
     */
    @Override
    public boolean remove(String key) {
        Lease mine = held.remove(key);
        return mine != null ? ledger.release(mine) : forget(key);
    }

    /** Deletes all keys of this repository, and of no other. It reads the whole table, which is slow and expensive. */
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
