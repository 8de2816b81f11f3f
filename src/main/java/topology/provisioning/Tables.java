package topology.provisioning;

import ledger.LedgerSettings;
import ledger.LedgerTable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Compares the ledger's table with AWS, and creates it. */
final class Tables {
    private static final String KIND = "table";

    private final DynamoDbClient dynamoDb;

    Tables(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** Compares the table with AWS. */
    PlanEntry plan(LedgerSettings settings) {
        LedgerTable table = new LedgerTable(dynamoDb, settings.table(), settings.retention());
        try {
            return switch (table.missing()) {
                case NOTHING -> PlanEntry.leave(KIND, settings.table());
                case EVERYTHING ->
                    settings.create()
                            ? PlanEntry.create(KIND, settings.table(), table::create)
                                    .with("time to live", "expiry")
                            : PlanEntry.wait(KIND, settings.table(), "for others to create it: ledger.create is false");
                case TIME_TO_LIVE ->
                    settings.create()
                            ? PlanEntry.leave(KIND, settings.table())
                                    .change("time to live", "none", "expiry", table::create)
                            : PlanEntry.leave(KIND, settings.table())
                                    .left("time to live is off, and ledger.create is false");
            };
        } catch (IllegalArgumentException e) {
            return PlanEntry.wait(KIND, settings.table(), "for another name or another table: " + e.getMessage());
        }
    }
}
