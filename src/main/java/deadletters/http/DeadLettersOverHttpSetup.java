package deadletters.http;

import deadletters.DeadLetters;
import java.time.Clock;
import ledger.LedgerTable;
import ledger.TaskRecords;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import process.Services;

/**
 * Serves dead letters over HTTP, if any caller may see them. Register it as a listener of camel-main, after the
 * listeners of the dead letters and of the console.
 */
public final class DeadLettersOverHttpSetup extends MainListenerSupport {
    /** The property that enables the routes under {@code /caravan}. The console's listener sets it. */
    private static final String OVER_HTTP = "{{dead-letters.over-http:false}}";

    /** Runs after the configuration, because the vault cannot be read earlier. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        if (Boolean.parseBoolean(context.resolvePropertyPlaceholders(OVER_HTTP))) {
            overHttp(context, context.getRegistry().findSingleByType(DeadLetters.class));
        }
    }

    private static void overHttp(CamelContext context, DeadLetters letters) {
        DeadLettersApi api = new DeadLettersApi(
                context,
                letters,
                new TaskRecords(context.getRegistry().findSingleByType(LedgerTable.class), Clock.systemUTC()));
        context.getRegistry().bind("deadLettersOverHttp", api);
        Services.add(context, api);
    }
}
