package commands;

import aws.AwsClients;
import ledger.LedgerSettings;
import ledger.LedgerTable;
import picocli.CommandLine.Option;

/** The option that names a ledger's table other than the application's. */
final class LedgerOption {
    @Option(
            names = "--table",
            paramLabel = "<name>",
            description =
                    "The ledger's table (default: the property ledger.table, or " + LedgerTable.DEFAULT_NAME + ").")
    private String table;

    LedgerTable open(AwsClients aws, LedgerSettings settings) {
        return new LedgerTable(aws.dynamoDb(), table == null ? settings.table() : table, settings.retention());
    }
}
