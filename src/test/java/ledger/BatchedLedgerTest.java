package ledger;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;

/** Each write is a statement in PartiQL. */
class BatchedLedgerTest extends LedgerContract {
    private static final ExecutorService CALLS = Executors.newCachedThreadPool();

    @AfterAll
    static void stop() {
        CALLS.shutdownNow();
    }

    @Override
    Ledger ledger(LedgerTable table, Clock clock) {
        return new AwaitedLedger(new DynamoDbLedger(table, clock).shared(CALLS));
    }

    @Override
    String write() {
        return "BatchExecuteStatement";
    }

    @Override
    List<String> claimOfADuplicate() {
        return List.of("BatchExecuteStatement", "UpdateItem");
    }

    @Override
    List<String> claimWhoseAnswerIsLost() {
        return List.of("BatchExecuteStatement", "BatchExecuteStatement", "UpdateItem", "BatchExecuteStatement");
    }
}
