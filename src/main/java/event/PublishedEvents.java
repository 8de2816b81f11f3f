package event;

import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The events of an exchange that SNS has accepted, kept on the exchange for the steps after the publication.
 *
 * @param topic the topic's name
 * @param accepted what SNS has accepted of each event
 */
public record PublishedEvents(String topic, Map<Identity, AcceptedEvent> accepted) {
    /**
     * An event that SNS has accepted.
     *
     * @param messageId the message id that SNS assigned
     * @param type the event's type; {@code null} if it has none
     * @param trace the id of its trace; {@code null} if it has none
     */
    public record AcceptedEvent(String messageId, String type, String trace) {}

    private static final String PROPERTY = "CaravanPublishedEvents";

    public void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The published events of an exchange, or {@code null} before the publication. */
    public static PublishedEvents of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PublishedEvents.class);
    }
}
