package history;

import cost.Costs;
import event.Identity;
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
 * Records which events of an exchange were published, by one write each; the writes of a batch share calls.
 *
 * <p>The events are published whatever happens here; if the ledger does not answer, only the record is missing. After a
 * call without an answer no other is tried, so the caller waits for one timeout at most. An application without a
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
        Map<Identity, Published> events = new LinkedHashMap<>();
        published
                .messageIds()
                .forEach((event, messageId) ->
                        events.put(event, new Published(published.topic(), now, messageId, event.source())));
        if (events.isEmpty()) {
            return;
        }
        Costs.of(exchange.getContext()).publisher(published.topic()).ledgerWrites(events.size());
        try {
            if (events.size() == 1) {
                events.forEach((event, one) -> history.add(event.id(), one));
            } else {
                history.add(events);
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "The publication of {} events to {} may be missing from the ledger: {}",
                    events.size(),
                    published.topic(),
                    e.getMessage());
        }
    }
}
