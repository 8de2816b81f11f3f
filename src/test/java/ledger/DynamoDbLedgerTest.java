package ledger;

import java.time.Clock;
import java.util.List;

/** Each write is a conditional update. */
class DynamoDbLedgerTest extends LedgerContract {
    @Override
    Ledger ledger(LedgerTable table, Clock clock) {
        return new DynamoDbLedger(table, clock);
    }

    @Override
    String write() {
        return "UpdateItem";
    }

    @Override
    List<String> claimOfADuplicate() {
        return List.of("UpdateItem");
    }

    @Override
    List<String> claimWhoseAnswerIsLost() {
        return List.of("UpdateItem", "UpdateItem", "UpdateItem");
    }
}
