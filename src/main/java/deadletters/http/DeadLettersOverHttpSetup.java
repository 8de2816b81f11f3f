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
 * Serves the dead letters, and where events are, over HTTP, if it is configured who may ask: see {@link Access}. It is a listener of camel-main
 * that comes after the one of the dead letters.
 */
public final class DeadLettersOverHttpSetup extends MainListenerSupport {
    /** The property that the routes of {@code /caravan} are made by. */
    private static final String OVER_HTTP = "dead-letters.over-http";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersOverHttpSetup.class);

    /** When the vault can be asked. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        overHttp(context, context.getRegistry().findSingleByType(DeadLetters.class));
    }

    /** Only where it is known who may ask: letters hold what strangers must not see, and their ways out change things. */
    private static void overHttp(CamelContext context, DeadLetters letters) {
        Optional<Access> access = Optional.ofNullable(context.getRegistry().findSingleByType(Access.class))
                .filter(everybody -> Loopback.isAllOf(context))
                .or(() -> Access.configured(context));
        context.getPropertiesComponent().addOverrideProperty(OVER_HTTP, String.valueOf(access.isPresent()));
        if (access.isEmpty()) {
            LOG.info("No dead letters and no events under /caravan over HTTP: neither dead-letters.token nor"
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
