package ledger;

import failure.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/**
 * Gathers PartiQL statements into shared calls. A statement is sent at once when no call is in progress. A statement that a
 * handler waits for is sent at once while at most one call is in progress. Statements that already wait go with it. Any other
 * statement joins the next call, which is sent when an earlier call has ended or when 25 statements wait.
 *
 * <p>A call has at most {@value #MOST} statements and at most one for each item, as DynamoDB requires. A statement that failed
 * for a passing reason, such as throttling, is sent again.
 */
final class SharedCalls {
    private static final int MOST = 25;
    private static final int MOST_AT_ONCE = 8;

    /**
     * With a second call, a handler need not wait for the end of an unrelated one. A third call at the same time would gain
     * almost nothing.
     */
    private static final int MOST_NOT_FULL = 2;

    private static final int TRIES = 5;
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    private static final Set<BatchStatementErrorCodeEnum> PASSING = Set.of(
            BatchStatementErrorCodeEnum.TRANSACTION_CONFLICT,
            BatchStatementErrorCodeEnum.THROTTLING_ERROR,
            BatchStatementErrorCodeEnum.REQUEST_LIMIT_EXCEEDED,
            BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED,
            BatchStatementErrorCodeEnum.INTERNAL_SERVER_ERROR);

    /**
     * A write to one item.
     *
     * @param key the key of the item
     * @param text the PartiQL statement
     * @param lease the length of the lease that is written; it limits how long the call may take
     */
    record Statement(Map<String, AttributeValue> key, String text, List<AttributeValue> parameters, Duration lease) {
        BatchStatementRequest request() {
            return BatchStatementRequest.builder()
                    .statement(text)
                    .parameters(parameters)
                    .build();
        }
    }

    private record Pending(Statement statement, int tried, CompletableFuture<BatchStatementResponse> answer) {}

    private final LedgerTable table;
    private final Executor calls;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Set<Map<String, AttributeValue>> keysUnderWay = new HashSet<>();
    private int underWay;

    /** @param calls makes the calls */
    SharedCalls(LedgerTable table, Executor calls) {
        this.table = table;
        this.calls = calls;
    }

    /**
     * Adds statements that no handler waits for.
     *
     * @return the response to each statement, which may be an error; all fail if the whole call fails
     */
    List<CompletableFuture<BatchStatementResponse>> add(List<Statement> statements) {
        return add(statements, false);
    }

    /** Adds statements that handlers wait for. The result is that of {@link #add}. */
    List<CompletableFuture<BatchStatementResponse>> addUrgent(List<Statement> statements) {
        return add(statements, true);
    }

    private List<CompletableFuture<BatchStatementResponse>> add(List<Statement> statements, boolean urgent) {
        List<Pending> added = statements.stream()
                .map(statement -> new Pending(statement, 0, new CompletableFuture<>()))
                .toList();
        wait(added, urgent);
        return added.stream().map(Pending::answer).toList();
    }

    private void wait(List<Pending> added, boolean urgent) {
        synchronized (this) {
            waiting.addAll(added);
            boolean goes = underWay < (urgent ? MOST_NOT_FULL : 1) || waiting.size() >= MOST;
            if (added.isEmpty() || !goes || underWay == MOST_AT_ONCE) {
                return;
            }
            underWay++;
        }
        callNext();
    }

    private void callNext() {
        List<Pending> next = next();
        if (next.isEmpty()) {
            return;
        }
        try {
            calls.execute(() -> call(next));
        } catch (RejectedExecutionException e) {
            // After a stop, the pool has no threads left, so this thread makes the call.
            call(next);
        }
    }

    /** Takes the statements of the next call. If there are none, the caller's turn ends and one call less is in progress. */
    private synchronized List<Pending> next() {
        List<Pending> next = new ArrayList<>();
        Iterator<Pending> left = waiting.iterator();
        while (left.hasNext() && next.size() < MOST) {
            Pending one = left.next();
            if (keysUnderWay.add(one.statement().key())) {
                next.add(one);
                left.remove();
            }
        }
        if (next.isEmpty()) {
            underWay--;
        }
        return next;
    }

    private void call(List<Pending> together) {
        Duration shortest = together.stream()
                .map(one -> one.statement().lease())
                .min(Duration::compareTo)
                .orElseThrow();
        List<BatchStatementResponse> answers = List.of();
        Throwable failure = null;
        try {
            answers = table.execute(
                    together.stream().map(one -> one.statement().request()).toList(),
                    DynamoDbLedger.patience(shortest));
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        ended(together);
        // Before the results, because stages that depend on them may take long or add another write.
        callNext();
        for (int i = 0; i < together.size(); i++) {
            if (failure != null) {
                together.get(i).answer().completeExceptionally(failure);
            } else {
                answered(together.get(i), answers.get(i));
            }
        }
    }

    private synchronized void ended(List<Pending> together) {
        together.forEach(one -> keysUnderWay.remove(one.statement().key()));
    }

    private void answered(Pending one, BatchStatementResponse answer) {
        int tried = one.tried() + 1;
        boolean passes = Optional.ofNullable(answer.error())
                .filter(error -> PASSING.contains(error.code()))
                .isPresent();
        if (!passes || tried == TRIES) {
            one.answer().complete(answer);
            return;
        }
        long pause = PAUSE.after(tried, ThreadLocalRandom.current()).toMillis();
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> wait(List.of(new Pending(one.statement(), tried, one.answer())), false));
    }
}
