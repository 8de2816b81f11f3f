package history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Whether a subscriber of an event's topic has received the event.
 *
 * @param topic the topic's name
 * @param subscriber the queue's name, or the endpoint without its secrets
 * @param reason why the subscriber has not received the event, as far as that is known; otherwise {@code null}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Expected(String topic, String subscriber, Arrival state, String reason) {
    /** Whether an event has arrived at a subscriber. */
    public enum Arrival {
        /** The subscriber has a record of the event in the ledger. */
        RECEIVED,
        /** The filter of the subscription refuses the event's type. */
        FILTERED,
        /** The event has not arrived, or the subscription's filter refuses the event. */
        NOT_YET,
        /** The subscriber writes nothing to the ledger. */
        UNSEEN;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
