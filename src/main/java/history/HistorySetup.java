package history;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Optional;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import process.Services;

/**
 * Adds the history of events to an application. Register it as a listener of camel-main, after the ledger's listener.
 *
 * <p>It binds {@code publications}, the {@link EventHistory}, {@code eventHistory}, the {@link HistoryOverHttp}, and {@code
 * publicationRecords}, the {@link PublicationRecords} of publishers.
 */
public final class HistorySetup extends MainListenerSupport {
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        Registry registry = main.getCamelContext().getRegistry();
        EventHistory history = new EventHistory(registry.findSingleByType(LedgerTable.class));
        registry.bind("publications", history);
        registry.bind("eventHistory", new HistoryOverHttp(history));
    }

    /** Not earlier, because the records need the application's metrics. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        MeterRegistry meters = Optional.ofNullable(camel.getRegistry().findSingleByType(MeterRegistry.class))
                .orElseGet(CompositeMeterRegistry::new);
        PublicationRecords records =
                new PublicationRecords(camel, camel.getRegistry().findSingleByType(EventHistory.class), meters);
        camel.getRegistry().bind(PublicationRecords.NAME, records);
        Services.add(camel, records);
    }
}
