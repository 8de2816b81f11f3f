package deadletters;

import deadletters.http.Access;
import deadletters.http.DeadLettersApi;

import configuration.ConfigurationException;
import configuration.Durations;
import configuration.Rules;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Gives an application its {@link DeadLetters}, as {@code deadLetters}. It is a listener of camel-main that comes after the
 * ledger's, and reads {@code dead-letters.audit-retention} (default 365d): how long the audit trail is kept; and what
 * {@link Access} is configured by.
 */
public final class DeadLettersSetup extends MainListenerSupport {
    private static final String AUDIT_RETENTION = "dead-letters.audit-retention";

    /** The property that the routes of {@code /caravan/dead-letters} are made by. */
    private static final String OVER_HTTP = "dead-letters.over-http";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersSetup.class);

    private final SqsClient sqs;

    public DeadLettersSetup(SqsClient sqs) {
        this.sqs = sqs;
    }

    /** @throws ConfigurationException if a property is wrong */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        String kept = main.getCamelContext().resolvePropertyPlaceholders("{{" + AUDIT_RETENTION + ":365d}}");
        Rules.duration("1d", "3650d").objection(kept).ifPresent(allowed -> {
            throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(AUDIT_RETENTION, kept, allowed)));
        });
        Duration retention = Durations.parse(kept);
        Registry registry = main.getCamelContext().getRegistry();
        LedgerTable table = registry.findSingleByType(LedgerTable.class);
        DeadLetters letters = new DeadLetters(sqs, table, retention, Clock.systemUTC());
        registry.bind("deadLetters", letters);
    }

    /** When the vault can be asked. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        overHttp(context, context.getRegistry().findSingleByType(DeadLetters.class));
    }

    /** Only where it is known who may ask: letters hold what strangers must not see, and their ways out change things. */
    private static void overHttp(CamelContext context, DeadLetters letters) {
        Optional<Access> access = Optional.ofNullable(context.getRegistry().findSingleByType(Access.class))
                .or(() -> Access.configured(context));
        context.getPropertiesComponent().addOverrideProperty(OVER_HTTP, String.valueOf(access.isPresent()));
        if (access.isEmpty()) {
            LOG.info("No dead letters over HTTP: neither dead-letters.token nor dead-letters.user and"
                    + " dead-letters.password is configured");
            return;
        }
        context.getRegistry().bind("deadLettersAccess", access.get());
        DeadLettersApi api = new DeadLettersApi(context, letters);
        context.getRegistry().bind("deadLettersOverHttp", api);
        try {
            context.addService(api);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
