package deadletters.http;

import deadletters.DeadLetters;
import java.time.Clock;
import java.util.Optional;
import ledger.LedgerTable;
import ledger.TaskRecords;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Loopback;

/**
 * Serves dead letters and the history of events over HTTP, if {@link Access} is configured. Register it as a listener
 * of camel-main, after the listener of the dead letters.
 */
public final class DeadLettersOverHttpSetup extends MainListenerSupport {
    /** The property that enables the routes under {@code /caravan}. */
    private static final String OVER_HTTP = "dead-letters.over-http";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersOverHttpSetup.class);

    /** Runs once the vault can be read. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        overHttp(context, context.getRegistry().findSingleByType(DeadLetters.class));
    }

    /** Enables the routes only with access control: letters are confidential, and operations change things. */
    private static void overHttp(CamelContext context, DeadLetters letters) {
        Optional<Access> access = Optional.ofNullable(context.getRegistry().findSingleByType(Access.class))
                .filter(everybody -> Loopback.isAllOf(context))
                .or(() -> Access.configured(context));
        context.getPropertiesComponent().addOverrideProperty(OVER_HTTP, String.valueOf(access.isPresent()));
        if (access.isEmpty()) {
            LOG.info("Dead letters and events are not served under /caravan: neither dead-letters.token nor"
                    + " dead-letters.user and dead-letters.password is configured");
            return;
        }
        context.getRegistry().bind("deadLettersAccess", access.get());
        DeadLettersApi api = new DeadLettersApi(
                context,
                letters,
                new TaskRecords(context.getRegistry().findSingleByType(LedgerTable.class), Clock.systemUTC()));
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
