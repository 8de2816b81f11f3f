package event;

import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The events of an exchange that SNS has accepted, kept on the exchange for the steps after the publication.
 *
 * @param topic the topic's name
 * @param messageIds SNS's message id of each event
 */
public record PublishedEvents(String topic, Map<Identity, String> messageIds) {
    private static final String PROPERTY = "CaravanPublishedEvents";

    public void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The published events of an exchange, or {@code null} before the publication. */
    public static PublishedEvents of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PublishedEvents.class);
    }
}
