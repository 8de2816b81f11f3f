package ledger;

import static java.util.Map.entry;
import static ledger.LedgerItem.LEASE_UNTIL;
import static ledger.LedgerItem.number;
import static ledger.LedgerItem.state;
import static ledger.LedgerItem.text;
import static ledger.LedgerItem.time;

import configuration.Durations;
import failure.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A ledger in DynamoDB. Each method is one conditional write without a read. An event that succeeds at the first attempt costs
 * its subscriber two writes.
 *
 * <p>An event is identified by its source and its id. The first source that uses an id gets the subscriber's name as sort key, so
 * its claim needs no read. A claim that finds another source's item there is repeated with a sort key that contains the source.
 *
 * <p>While DynamoDB fails, a call takes at most a third of its lease, but at least one second is allowed. With a long lease, only
 * the client's own timeout applies.
 *
 * <p>A write whose response was lost may be sent again, by the SDK or by the caller. The repeated write succeeds.
 *
 * <p>Leases are compared with the clock of the claiming host. A host whose clock is ahead takes a lease over too early by that
 * difference. Later writes of the former owner are still refused.
 */
public final class DynamoDbLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbLedger.class);

    private static final String CLAIM = """
            SET #state = :inProgress, #owner = :owner, #leaseUntil = :leaseUntil, #messageId = :messageId, \
            #source = :source, #first = if_not_exists(#first, :now), #last = :now, #expiry = :expiry \
            ADD #attempts :one, #fence :one""";

    private static final String TRACED_CLAIM = CLAIM.replaceFirst("^SET ", "SET #trace = :trace, ");

    /**
     * A redriven message has a new message id. A late duplicate has the old one, and must not revive an event that was given up.
     */
    private static final String CLAIMABLE = """
            attribute_not_exists(#event) OR (\
            (#state IN (:failed, :released, :givenUp) \
            OR (#state = :inProgress AND #leaseUntil <= :now) \
            OR (#state = :dead AND #messageId <> :messageId)) AND\s""" + LedgerItem.OF_SOURCE + ")";

    /** The item may be in the new state already: then the response to an earlier try of this write was lost. */
    private static final String STILL_MINE = "#owner = :owner AND #fence = :fence AND #state IN (:inProgress, :state)";

    private static final int CALLS_IN_A_LEASE = 3;

    /** Every call may take this long, however short the lease is. The first call of a process takes most of it. */
    private static final Duration LEAST_OF_A_CALL = Duration.ofSeconds(1);

    /** A lease this long outlives the client's own timeout twice, so no timeout of a call is set. */
    private static final Duration LONG_LEASE = Duration.ofSeconds(30);

    private final LedgerTable table;
    private final Clock clock;
    private final AtomicReference<String> whyOneByOne = new AtomicReference<>();

    public DynamoDbLedger(LedgerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Claim claim(Work work, Duration lease) {
        return claim(work, lease, UUID.randomUUID().toString());
    }

    /** @param owner the same for each try of one claim, so that a repeated claim succeeds */
    Claim claim(Work work, Duration lease, String owner) {
        return claim(work, work.subscriber(), lease, owner);
    }

    private Claim claim(Work work, String sortKey, Duration lease, String owner) {
        Instant now = clock.instant();
        AttributeValue source = LedgerItem.source(work.source());
        try {
            return granted(
                    work,
                    owner,
                    lease,
                    table.update(
                            inTime(lease),
                            LedgerItem.key(work.event(), sortKey),
                            work.trace() == null ? CLAIM : TRACED_CLAIM,
                            CLAIMABLE,
                            traced(
                                    work,
                                    Map.ofEntries(
                                            entry(":inProgress", state(State.IN_PROGRESS)),
                                            entry(":failed", state(State.FAILED)),
                                            entry(":released", state(State.RELEASED)),
                                            entry(":givenUp", state(State.GIVEN_UP)),
                                            entry(":dead", state(State.DEAD)),
                                            entry(":owner", text(owner)),
                                            entry(":source", source),
                                            entry(":messageId", text(work.messageId())),
                                            entry(":now", time(now)),
                                            entry(":leaseUntil", time(now.plus(lease))),
                                            entry(":expiry", table.expiry(now)),
                                            entry(":one", number(1))))));
        } catch (ConditionalCheckFailedException e) {
            LedgerItem item = new LedgerItem(e.item());
            return item.isOf(source) ? refused(work, owner, lease, item) : claimBeside(item, work, lease, owner);
        }
    }

    private static Map<String, AttributeValue> traced(Work work, Map<String, AttributeValue> values) {
        if (work.trace() == null) {
            return values;
        }
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.put(":trace", text(work.trace()));
        return all;
    }

    /** Claims an event whose id another source has used before. */
    private Claim claimBeside(LedgerItem first, Work work, Duration lease, String owner) {
        String sortKey = isKept(first, work, lease)
                ? LedgerItem.sortKey(work.subscriber(), LedgerItem.source(work.source()))
                : work.subscriber();
        return claim(work, sortKey, lease, owner);
    }

    /**
     * Whether the first source's item is kept for long enough. If it expired before the last duplicate of this event, that
     * duplicate would find the first key free, and the handler would run again.
     *
     * <p>A message lives for 14 days, and each claim makes this check. An item that is kept for 14.5 more days outlives the
     * message's redeliveries and its dead letter, which is sent within the 12 hours that a handler may take. Only an item that
     * expires earlier costs a write here. Events that arrive within half a day of each other cost none.
     */
    private boolean isKept(LedgerItem first, Work work, Duration lease) {
        Instant now = clock.instant();
        if (!table.expiresEarly(first, now)) {
            return true;
        }
        try {
            table.update(
                    inTime(lease),
                    key(work),
                    "SET #expiry = :expiry",
                    "#source = :source",
                    Map.of(
                            ":expiry",
                            table.expiry(now),
                            ":source",
                            first.attributes().get(LedgerItem.SOURCE)));
            return true;
        } catch (ConditionalCheckFailedException e) {
            // DynamoDB has deleted the item in the meantime: the first key is free, or another source has taken it.
            return false;
        }
    }

    @Override
    public boolean renew(Lease lease, Duration duration) {
        return write(lease, StateChange.renewed(clock.instant().plus(duration)));
    }

    @Override
    public boolean done(Lease lease) {
        return write(lease, StateChange.done());
    }

    @Override
    public boolean failed(Lease lease, Cause cause) {
        return write(lease, StateChange.failed(cause));
    }

    @Override
    public boolean givenUp(Lease lease, Cause cause) {
        return write(lease, StateChange.givenUp(lease, cause));
    }

    @Override
    public boolean dead(Lease lease, Cause cause) {
        return write(lease, StateChange.dead(lease, cause));
    }

    @Override
    public boolean release(Lease lease) {
        return write(lease, StateChange.released(lease));
    }

    @Override
    public boolean expired(Lease lease) {
        return write(lease, StateChange.expired(lease));
    }

    @Override
    public Optional<String> whyOneByOne() {
        return Optional.ofNullable(whyOneByOne.get());
    }

    /** Remembers that these credentials may not write several items in one call. It is logged once for all consumers. */
    void writeOneByOne(String why) {
        if (whyOneByOne.compareAndSet(null, SafeText.line(why))) {
            LOG.warn(
                    "The ledger writes events one by one, because dynamodb:PartiQLInsert and dynamodb:PartiQLUpdate are not"
                            + " allowed for table {}: {}",
                    table.name(),
                    whyOneByOne.get());
        }
    }

    @Override
    public LedgerWrites shared(Executor calls) {
        return new BatchedWrites(this, table, clock, calls);
    }

    private static Claim granted(Work work, String owner, Duration lease, LedgerItem item) {
        Lease granted = new Lease(work, item.sortKey(), owner, item.fence(), item.attempts(), lease);
        return item.isUnsent()
                // The claim has counted an attempt, but no handler will run.
                ? new Claim.GivenUp(granted.untried(), item.cause().orElseThrow())
                : new Claim.Granted(granted);
    }

    /** The lease of a claim that has inserted its item. */
    static Lease first(Work work, String owner, Duration lease) {
        return new Lease(work, work.subscriber(), owner, 1, 1, lease);
    }

    private static Claim refused(Work work, String owner, Duration lease, LedgerItem item) {
        if (item.state() != State.IN_PROGRESS) {
            return new Claim.Finished();
        }
        return item.owner().equals(owner)
                ? granted(work, owner, lease, item)
                : new Claim.HeldByAnother(item.time(LEASE_UNTIL));
    }

    boolean write(Lease lease, StateChange change) {
        Instant now = clock.instant();
        Map<String, AttributeValue> all = change.all(now, table.expiry(now));
        Map<String, AttributeValue> values = new HashMap<>();
        all.forEach((name, value) -> values.put(":" + name, value));
        values.put(":inProgress", state(State.IN_PROGRESS));
        values.put(":owner", text(lease.owner()));
        values.put(":fence", number(lease.fencingToken()));
        try {
            table.update(inTime(lease.duration()), lease.key(), set(all), STILL_MINE, values);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static Consumer<UpdateItemRequest.Builder> inTime(Duration lease) {
        return patience(lease)
                .<Consumer<UpdateItemRequest.Builder>>map(
                        most -> call -> call.overrideConfiguration(limits -> limits.apiCallTimeout(most)))
                .orElse(call -> {});
    }

    /** The timeout of a call; empty if the client's own applies. A renewal that fails must leave time for another one. */
    static Optional<Duration> patience(Duration lease) {
        return lease.compareTo(LONG_LEASE) < 0
                ? Optional.of(Durations.longer(lease.dividedBy(CALLS_IN_A_LEASE), LEAST_OF_A_CALL))
                : Optional.empty();
    }

    private static String set(Map<String, AttributeValue> changes) {
        return changes.keySet().stream()
                .map(name -> "#" + name + " = :" + name)
                .collect(Collectors.joining(", ", "SET ", ""));
    }

    static Map<String, AttributeValue> key(Work work) {
        return LedgerItem.key(work.event(), work.subscriber());
    }
}
