package history;

import cost.Costs;
import event.PublishedEvents;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which events of an exchange went out, one write each; those of a batch share calls.
 *
 * <p>SNS has them, whatever the ledger says: without an answer of the ledger the record is missing, and nothing else. The
 * first call without an answer is the last one tried: a caller waits for one of them at most. An application without a
 * ledger keeps no record.
 */
public final class RecordPublication implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPublication.class);

    @Override
    public void process(Exchange exchange) {
        EventHistory history = exchange.getContext().getRegistry().findSingleByType(EventHistory.class);
        PublishedEvents published = PublishedEvents.of(exchange);
        if (history == null || published == null) {
            return;
        }
        Instant now = Instant.now();
        Map<String, Published> events = new LinkedHashMap<>();
        published
                .messageIds()
                .forEach((event, messageId) -> events.put(event, new Published(published.topic(), now, messageId)));
        if (events.isEmpty()) {
            return;
        }
        Costs.of(exchange.getContext()).publisher(published.topic()).ledgerWrites(events.size());
        try {
            if (events.size() == 1) {
                events.forEach(history::add);
            } else {
                history.add(events);
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "The ledger may not know that {} events were published to {}: {}",
                    events.size(),
                    published.topic(),
                    e.getMessage());
        }
    }
}
