package ledger;

import static ledger.LedgerItem.number;
import static ledger.LedgerItem.state;
import static ledger.LedgerItem.text;
import static ledger.LedgerItem.time;

import failure.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.SharedCalls.Statement;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/**
 * The ledger's writes in PartiQL, up to 25 in one call.
 *
 * <p>The first claim of an event inserts its item. An item that already exists is claimed by the conditional updates of
 * {@link DynamoDbLedger}. The same applies to a message that SQS has delivered before. Once DynamoDB has refused PartiQL to these
 * credentials, each write of any consumer is a separate call.
 */
final class BatchedWrites implements LedgerWrites {
    private final DynamoDbLedger ledger;
    private final LedgerTable table;
    private final Clock clock;
    private final Executor calls;
    private final SharedCalls shared;

    /** @param calls makes the calls */
    BatchedWrites(DynamoDbLedger ledger, LedgerTable table, Clock clock, Executor calls) {
        this.ledger = ledger;
        this.table = table;
        this.clock = clock;
        this.calls = calls;
        this.shared = new SharedCalls(table, calls);
    }

    @Override
    public List<CompletableFuture<Claim>> claim(List<Work> works, Duration lease) {
        List<Asked> claimed = works.stream()
                .map(work -> new Asked(work, lease, UUID.randomUUID().toString()))
                .toList();
        Set<Map<String, AttributeValue>> events = new HashSet<>();
        List<Asked> first = claimed.stream()
                .filter(asked -> events.add(DynamoDbLedger.key(asked.work())))
                .filter(asked -> isAllowed() && asked.work().receiveCount() <= 1)
                .toList();
        List<CompletableFuture<BatchStatementResponse>> answers =
                shared.addUrgent(first.stream().map(this::insertion).toList());
        Map<Map<String, AttributeValue>, CompletableFuture<Claim>> latest = new HashMap<>();
        List<CompletableFuture<Claim>> claims = new ArrayList<>();
        for (Asked asked : claimed) {
            int place = first.indexOf(asked);
            // Two messages of one event: the first of them must get the claim. It may be before the other in their
            // group, and
            // would wait for a lease that the other cannot use.
            CompletableFuture<Claim> claim = latest.compute(
                    DynamoDbLedger.key(asked.work()),
                    (event, before) -> before != null
                            ? before.handle((earlier, failure) -> update(asked)).thenCompose(own -> own)
                            : place < 0 ? update(asked) : claim(asked, answers.get(place)));
            claims.add(claim);
        }
        return claims;
    }

    /** A requested claim. Each has its own owner. */
    private record Asked(Work work, Duration lease, String owner) {}

    private CompletableFuture<Claim> claim(Asked asked, CompletableFuture<BatchStatementResponse> answer) {
        return answer.handle((response, failure) -> {
                    if (failure != null) {
                        return isDenied(failure) ? update(asked) : CompletableFuture.<Claim>failedFuture(failure);
                    } else if (response.error() == null) {
                        return CompletableFuture.<Claim>completedFuture(
                                new Claim.Granted(DynamoDbLedger.first(asked.work(), asked.owner(), asked.lease())));
                    } else if (is(response, BatchStatementErrorCodeEnum.DUPLICATE_ITEM) || isDenied(response)) {
                        return update(asked);
                    }
                    return CompletableFuture.<Claim>failedFuture(unavailable(response));
                })
                .thenCompose(claim -> claim);
    }

    private CompletableFuture<Claim> update(Asked asked) {
        return alone(() -> ledger.claim(asked.work(), asked.lease(), asked.owner()));
    }

    private Statement insertion(Asked asked) {
        Instant now = clock.instant();
        Map<String, AttributeValue> item = new TreeMap<>(DynamoDbLedger.key(asked.work()));
        item.put(LedgerItem.SOURCE, LedgerItem.source(asked.work().source()));
        item.put(LedgerItem.STATE, state(State.IN_PROGRESS));
        item.put(LedgerItem.OWNER, text(asked.owner()));
        item.put(LedgerItem.LEASE_UNTIL, time(now.plus(asked.lease())));
        item.put(LedgerItem.MESSAGE_ID, text(asked.work().messageId()));
        item.put(LedgerItem.FIRST, time(now));
        item.put(LedgerItem.LAST, time(now));
        item.put(LedgerItem.EXPIRY, table.expiry(now));
        item.put(LedgerItem.ATTEMPTS, number(1));
        item.put(LedgerItem.FENCE, number(1));
        if (asked.work().trace() != null) {
            item.put(LedgerItem.TRACE, text(asked.work().trace()));
        }
        String values =
                item.keySet().stream().map(name -> "'" + name + "': ?").collect(Collectors.joining(", ", "{", "}"));
        return new Statement(
                DynamoDbLedger.key(asked.work()),
                "INSERT INTO \"%s\" VALUE %s".formatted(table.name(), values),
                List.copyOf(item.values()),
                asked.lease());
    }

    @Override
    public CompletableFuture<Boolean> renew(Lease lease, Duration duration) {
        return write(lease, StateChange.renewed(clock.instant().plus(duration)));
    }

    @Override
    public CompletableFuture<Boolean> done(Lease lease) {
        return write(lease, StateChange.done());
    }

    @Override
    public List<CompletableFuture<Boolean>> done(List<Lease> leases) {
        StateChange done = StateChange.done();
        if (!isAllowed()) {
            return leases.stream().map(this::done).toList();
        }
        List<CompletableFuture<BatchStatementResponse>> answers =
                shared.add(leases.stream().map(lease -> update(lease, done)).toList());
        return IntStream.range(0, leases.size())
                .mapToObj(place -> written(leases.get(place), done, answers.get(place)))
                .toList();
    }

    @Override
    public CompletableFuture<Boolean> failed(Lease lease, Cause cause) {
        return write(lease, StateChange.failed(cause));
    }

    @Override
    public CompletableFuture<Boolean> givenUp(Lease lease, Cause cause) {
        return write(lease, StateChange.givenUp(lease, cause));
    }

    @Override
    public CompletableFuture<Boolean> dead(Lease lease, Cause cause) {
        return write(lease, StateChange.dead(lease, cause));
    }

    @Override
    public CompletableFuture<Boolean> release(Lease lease) {
        return write(lease, StateChange.released(lease));
    }

    @Override
    public CompletableFuture<Boolean> expired(Lease lease) {
        return write(lease, StateChange.expired(lease));
    }

    private CompletableFuture<Boolean> write(Lease lease, StateChange change) {
        return isAllowed()
                ? written(
                        lease,
                        change,
                        shared.add(List.of(update(lease, change))).get(0))
                : alone(() -> ledger.write(lease, change));
    }

    private CompletableFuture<Boolean> written(
            Lease lease, StateChange change, CompletableFuture<BatchStatementResponse> answer) {
        return answer.handle((response, failure) -> written(lease, change, response, failure))
                .thenCompose(written -> written);
    }

    private CompletableFuture<Boolean> written(
            Lease lease, StateChange change, BatchStatementResponse response, Throwable failure) {
        if (failure != null) {
            return isDenied(failure)
                    ? alone(() -> ledger.write(lease, change))
                    : CompletableFuture.failedFuture(failure);
        } else if (response.error() == null) {
            return CompletableFuture.completedFuture(true);
        } else if (is(response, BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED)) {
            return CompletableFuture.completedFuture(false);
        }
        return isDenied(response)
                ? alone(() -> ledger.write(lease, change))
                : CompletableFuture.failedFuture(unavailable(response));
    }

    private Statement update(Lease lease, StateChange change) {
        Instant now = clock.instant();
        Map<String, AttributeValue> all = change.all(now, table.expiry(now));
        String set =
                all.keySet().stream().map(name -> "SET \"" + name + "\" = ?").collect(Collectors.joining(" "));
        Map<String, AttributeValue> key = lease.key();
        List<AttributeValue> parameters = new ArrayList<>(all.values());
        parameters.add(key.get(LedgerItem.EVENT));
        parameters.add(key.get(LedgerItem.SUBSCRIBER));
        parameters.add(text(lease.owner()));
        parameters.add(number(lease.fencingToken()));
        parameters.add(state(State.IN_PROGRESS));
        parameters.add(state(change.state()));
        // The item may be in the new state already: then the response to an earlier try of this write was lost.
        return new Statement(
                key,
                "UPDATE \"%s\" %s WHERE \"event\" = ? AND \"subscriber\" = ? AND \"owner\" = ? AND \"fence\" = ?"
                                .formatted(table.name(), set)
                        + " AND (\"state\" = ? OR \"state\" = ?)",
                parameters,
                lease.duration());
    }

    private <T> CompletableFuture<T> alone(Supplier<T> write) {
        try {
            return CompletableFuture.supplyAsync(write, calls);
        } catch (RejectedExecutionException e) {
            // After a stop, the pool has no threads left.
            return CompletableFuture.supplyAsync(write, Runnable::run);
        }
    }

    private boolean isDenied(BatchStatementResponse response) {
        boolean denied = is(response, BatchStatementErrorCodeEnum.ACCESS_DENIED);
        if (denied) {
            ledger.writeOneByOne(response.error().message());
        }
        return denied;
    }

    private boolean isDenied(Throwable failure) {
        boolean denied =
                failure instanceof LedgerUnavailableException && LedgerTable.isAccessDenied(failure.getCause());
        if (denied) {
            ledger.writeOneByOne(failure.getMessage());
        }
        return denied;
    }

    private boolean isAllowed() {
        return ledger.whyOneByOne().isEmpty();
    }

    private static boolean is(BatchStatementResponse response, BatchStatementErrorCodeEnum code) {
        return response.error() != null && response.error().code() == code;
    }

    private LedgerUnavailableException unavailable(BatchStatementResponse response) {
        BatchStatementError error = response.error();
        return new LedgerUnavailableException(
                "table %s cannot be used: %s: %s".formatted(table.name(), error.codeAsString(), error.message()), null);
    }
}
