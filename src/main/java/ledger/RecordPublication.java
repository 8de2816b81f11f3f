package ledger;

import event.PublishedEvents;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which events of an exchange went out, one write each.
 *
 * <p>SNS has them, whatever the ledger says: without an answer of the ledger the record is missing, and nothing else. An
 * application without a ledger keeps no record.
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
        published.messageIds().forEach((event, messageId) -> {
            try {
                history.add(event, new Published(published.topic(), now, messageId));
            } catch (LedgerUnavailableException e) {
                LOG.warn("The ledger does not know that event {} was published: {}", event, e.getMessage());
            }
        });
    }
}
