package history;

import ledger.LedgerTable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;

/**
 * Gives an application the history of its events. It is a listener of camel-main that comes after the ledger's.
 *
 * <p>It binds {@code publications}, the {@link EventHistory} that publishers add to, and {@code eventHistory}, the {@link
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
