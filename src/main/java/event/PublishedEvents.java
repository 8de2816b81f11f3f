package event;

import java.util.Map;
import org.apache.camel.Exchange;

/**
 * What SNS has accepted of an exchange: kept on the exchange for the steps after the publication.
 *
 * @param topic the topic's name
 * @param messageIds SNS's message id of each event, by the event's id
 */
public record PublishedEvents(String topic, Map<String, String> messageIds) {
    private static final String PROPERTY = "CaravanPublishedEvents";

    public void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** What has been published, or {@code null} before a publication. */
    public static PublishedEvents of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PublishedEvents.class);
    }
}
