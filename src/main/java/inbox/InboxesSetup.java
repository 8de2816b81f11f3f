package inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import ledger.AuditTrail;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import process.Services;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Topology;
import topology.provisioning.ClientQueues;

/**
 * Binds the bean {@code toInboxes}, which sends events to the queues of clients, and the bean {@code inboxesOverHttp}, with which
 * operators manage these queues. Register it as a listener of camel-main, after the ledger's.
 */
public final class InboxesSetup extends MainListenerSupport {
    private final SqsClient sqs;
    private final SnsClient sns;
    private final Function<CamelContext, Duration> auditRetention;

    /** @param auditRetention how long the audit trail is kept */
    public InboxesSetup(SqsClient sqs, SnsClient sns, Function<CamelContext, Duration> auditRetention) {
        this.sqs = sqs;
        this.sns = sns;
        this.auditRetention = auditRetention;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Registry registry = context.getRegistry();
        if (!Topology.of(context).inboxes().routers().isEmpty()) {
            SendToClients send = new SendToClients(context, sqs);
            registry.bind("toInboxes", send);
            Services.add(context, send);
        }
        AuditTrail audit = new AuditTrail(
                registry.findSingleByType(LedgerTable.class), auditRetention.apply(context), Clock.systemUTC());
        registry.bind("inboxesOverHttp", new InboxesApi(context, new ClientQueues(sqs, sns), audit));
    }
}
