package history;

import cost.Costs;
import event.PublishedEvents;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Records which events of an exchange were published. {@link PublicationRecords} writes the record in the background, so the
 * caller never waits for the ledger. An application without a ledger keeps no record.
 */
public final class RecordPublication implements Processor {
    @Override
    public void process(Exchange exchange) {
        PublicationRecords records = PublicationRecords.of(exchange.getContext());
        PublishedEvents published = PublishedEvents.of(exchange);
        if (records == null || published == null || published.accepted().isEmpty()) {
            return;
        }
        Instant now = Instant.now();
        Costs.of(exchange.getContext())
                .publisher(published.topic())
                .ledgerWrites(published.accepted().size());
        records.add(published.accepted().entrySet().stream()
                .map(event -> PublicationRecord.of(
                        event.getKey().id(),
                        new Published(
                                published.topic(),
                                now,
                                event.getValue().messageId(),
                                event.getKey().source(),
                                event.getValue().type(),
                                event.getValue().trace())))
                .toList());
    }
}
