package ledger;

import cost.Costs;
import cost.Spending;
import event.PublishedEvents;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which events of an exchange went out, one write each.
 *
 * <p>SNS has them, whatever the ledger says: without an answer of the ledger the record is missing, and nothing else. The
 * first write without an answer is the last one tried: a caller waits for one of them at most. An application without a
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
        Spending spending = Costs.of(exchange.getContext()).publisher(published.topic());
        Instant now = Instant.now();
        int recorded = 0;
        try {
            for (Map.Entry<String, String> event : published.messageIds().entrySet()) {
                spending.ledgerWrite();
                history.add(event.getKey(), new Published(published.topic(), now, event.getValue()));
                recorded++;
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "The ledger does not know that {} of {} events were published: {}",
                    published.messageIds().size() - recorded,
                    published.messageIds().size(),
                    e.getMessage());
        }
    }
}
