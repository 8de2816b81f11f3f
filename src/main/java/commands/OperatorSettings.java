package commands;

import deadletters.DeadLettersSetup;
import java.time.Duration;
import ledger.LedgerSettings;
import org.apache.camel.CamelContext;
import process.LogLevel;

/**
 * What a command must know of the application whose events and letters it is about: the same as a start reads.
 *
 * @param ledger which table it is, and how long it keeps what a command writes
 * @param auditRetention how long the audit trail is kept
 */
public record OperatorSettings(LedgerSettings ledger, Duration auditRetention) {
    /** @throws configuration.ConfigurationException if a property is wrong, with one line for each */
    public static OperatorSettings of(CamelContext context) {
        LogLevel.read(context);
        return new OperatorSettings(LedgerSettings.of(context), DeadLettersSetup.auditRetention(context));
    }
}
