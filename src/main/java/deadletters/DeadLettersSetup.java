package deadletters;

import configuration.CheckedProperty;
import configuration.ConfigurationException;
import configuration.Durations;
import configuration.Rules;
import java.time.Clock;
import java.time.Duration;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Adds the {@link DeadLetters} to an application, as the bean {@code deadLetters}. Register it as a listener of
 * camel-main, after the ledger's listener. The property {@code dead-letters.audit-retention} (default 365d) sets how
 * long the audit trail is kept.
 */
public final class DeadLettersSetup extends MainListenerSupport {
    private static final CheckedProperty AUDIT_RETENTION =
            new CheckedProperty("dead-letters.audit-retention", "365d", Rules.duration("1d", "3650d"));

    private final SqsClient sqs;

    public DeadLettersSetup(SqsClient sqs) {
        this.sqs = sqs;
    }

    /** @throws ConfigurationException if a property is wrong */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        Duration retention = auditRetention(main.getCamelContext());
        Registry registry = main.getCamelContext().getRegistry();
        LedgerTable table = registry.findSingleByType(LedgerTable.class);
        DeadLetters letters = new DeadLetters(sqs, table, retention, Clock.systemUTC());
        registry.bind("deadLetters", letters);
    }

    /**
     * How long the audit trail is kept.
     *
     * @throws ConfigurationException if the property is wrong
     */
    public static Duration auditRetention(CamelContext context) {
        return Durations.parse(AUDIT_RETENTION.of(context));
    }
}
