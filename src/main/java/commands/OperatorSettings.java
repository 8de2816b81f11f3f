package commands;

import deadletters.DeadLettersSetup;
import java.time.Duration;
import ledger.LedgerSettings;
import org.apache.camel.CamelContext;
import process.LogLevel;
import telemetry.TraceLinks;

/**
 * The settings of the application that commands need, read as a start reads them.
 *
 * @param ledger the ledger's table, and how long it keeps records
 * @param auditRetention how long the audit trail is kept
 * @param traces the links to the pages on which people look at traces
 */
public record OperatorSettings(LedgerSettings ledger, Duration auditRetention, TraceLinks traces) {
    /** Settings without links to traces. */
    OperatorSettings(LedgerSettings ledger, Duration auditRetention) {
        this(ledger, auditRetention, TraceLinks.NONE);
    }

    /** @throws configuration.ConfigurationException if a property is wrong, with one line for each */
    public static OperatorSettings of(CamelContext context) {
        LogLevel.read(context);
        return new OperatorSettings(
                LedgerSettings.of(context), DeadLettersSetup.auditRetention(context), TraceLinks.of(context));
    }
}
