package commands;

import aws.AwsClients;
import ledger.LedgerTable;
import picocli.CommandLine.Option;

/** Which table is the ledger. */
final class LedgerOption {
    @Option(
            names = "--table",
            paramLabel = "<name>",
            defaultValue = "${env:CARAVAN_LEDGER_TABLE:-" + LedgerTable.DEFAULT_NAME + "}",
            description = "The ledger's table (default: $$CARAVAN_LEDGER_TABLE, or " + LedgerTable.DEFAULT_NAME + ").")
    private String table;

    LedgerTable open(AwsClients aws) {
        return new LedgerTable(aws.dynamoDb(), table);
    }
}
