package history;

import ledger.LedgerTable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;

/**
 * Adds the history of events to an application. Register it as a listener of camel-main, after the ledger's listener.
 *
 * <p>It binds {@code publications}, the {@link EventHistory} for publishers, and {@code eventHistory}, the {@link
 * HistoryOverHttp}.
 */
public final class HistorySetup extends MainListenerSupport {
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        Registry registry = main.getCamelContext().getRegistry();
        EventHistory history = new EventHistory(registry.findSingleByType(LedgerTable.class));
        registry.bind("publications", history);
        registry.bind("eventHistory", new HistoryOverHttp(history));
    }
}
