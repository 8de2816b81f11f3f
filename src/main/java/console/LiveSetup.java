package console;

import configuration.CheckedProperty;
import configuration.Durations;
import configuration.Rules;
import deadletters.DeadLettersSetup;
import deadletters.http.DeadLettersApi;
import java.time.Clock;
import java.time.Duration;
import ledger.AuditTrail;
import ledger.LedgerTable;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import process.Services;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.provisioning.ClientQueues;

/**
 * Adds the figures that operators look at to an application, as the bean {@code liveFigures}. Register it as a listener of
 * camel-main, after the listeners of the ledger and of the dead letters. The property {@code console.refresh} (default 10s)
 * says how old the figures of queues may be while somebody looks.
 */
public final class LiveSetup extends MainListenerSupport {
    private static final CheckedProperty REFRESH =
            new CheckedProperty("console.refresh", "10s", Rules.duration("1s", "1h"));

    /** The number of clients changes slowly, and counting them means listing their queues, so it happens less often. */
    private static final int ROUNDS_BETWEEN_COUNTS = 6;

    private final SqsClient sqs;
    private final SnsClient sns;

    public LiveSetup(SqsClient sqs, SnsClient sns) {
        this.sqs = sqs;
        this.sns = sns;
    }

    /** @throws configuration.ConfigurationException if the property is wrong */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        Registry registry = camel.getRegistry();
        DeadLettersApi letters = registry.findSingleByType(DeadLettersApi.class);
        if (letters == null) {
            // No operator may look.
            return;
        }
        Duration refresh = Durations.parse(REFRESH.of(camel));
        QueueDepths depths = new QueueDepths(camel, sqs, refresh);
        KnownClients clients =
                new KnownClients(camel, new ClientQueues(sqs, sns), refresh.multipliedBy(ROUNDS_BETWEEN_COUNTS));
        ConsumingRoutes routes = new ConsumingRoutes(camel);
        InboxPicture inboxes = new InboxPicture(camel, clients);
        TopologyPicture picture = new TopologyPicture(camel, routes, inboxes);
        Moment moment = new Moment(camel, routes, picture, inboxes, depths, letters::running);
        AuditTrail audit = new AuditTrail(
                registry.findSingleByType(LedgerTable.class),
                DeadLettersSetup.auditRetention(camel),
                Clock.systemUTC());
        Pausing pausing = new Pausing(registry.findSingleByType(Pauses.class), audit);
        registry.bind("liveFigures", new LiveApi(routes, picture, moment, pausing));
        Services.add(camel, depths);
        Services.add(camel, clients);
    }
}
